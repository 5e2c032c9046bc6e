"""Nothing is launched before it is thought through, and no more is promised than the fund holds."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app import verify_all
from catalog.models import Reward
from challenges import actions
from challenges.document.parts import Boost, Prize, Step
from challenges.document.reading import stored
from challenges.life import forecasts, gate, lifecycle
from challenges.models import Challenge, Forecast
from challenges.rules.budget import Unbounded
from challenges.rules.forecast import Loss, TooGenerous
from challenges.rules.states import NotADraft
from core.audit import AuditLine
from core.database import session, transaction
from points.briefs import actions as briefs
from points.ledger import endowing, funds
from points.ledger.queries import escrow_balance
from points.rules.briefing import NoBrief
from points.rules.refusals import FundTooSmall
from tests.catalog.scene import a_reward
from tests.challenges.documents import document
from tests.challenges.launching import APPROVER, SOUND, foresee, launch, prepare, think
from tests.support.cast import BRIEF, START, Cast
from tests.support.shell import Shell


def draft(**changes: object) -> int:
    with transaction():
        return actions.save_draft(replace(document(), **changes), START, "shell")


def reasons(challenge_id: int) -> list[type]:
    session.rollback()
    one = session.get_one(Challenge, challenge_id)
    return [type(it) for it in gate.ready(challenge_id, stored(one.document), START)]


def forecast(challenge_id: int, **changes: object) -> int:
    with transaction():
        return forecasts.write(challenge_id, replace(SOUND, **changes), START, "person:1")


def approve(forecast_id: int, by: str = APPROVER) -> None:
    with transaction():
        forecasts.approve(forecast_id, "as agreed", START, by)


def test_every_reason_is_told_at_once(cast: Cast) -> None:
    add_reward("GONE", 100)
    made = draft(steps=(Step(5, 100),), prizes=(Prize(1, 1, 100, "GONE"),))
    with transaction():
        session.execute(update(Reward).values(retired_at=START))
    wanted = [NoBrief, gate.NoForecast, gate.NoSuchReward, Unbounded]
    assert reasons(made) == wanted
    with pytest.raises(gate.NotReady) as refused, transaction():
        lifecycle.launch(made, START, "shell")
    assert [type(one) for one in refused.value.reasons] == wanted
    assert session.get_one(Challenge, made).state == "draft"


def test_each_thing_done_takes_its_reason_away(cast: Cast) -> None:
    made = draft()
    assert reasons(made) == [NoBrief, gate.NoForecast, FundTooSmall]
    with transaction():
        briefs.write(briefs.about_challenge("autumn"), BRIEF, START, "shell")
    written = forecast(made)
    assert reasons(made) == [gate.NotApproved, FundTooSmall]
    approve(written)
    with transaction():
        endowing.endow(2999, "nearly", "e1", START, "person:1")
    assert reasons(made) == [FundTooSmall]
    with transaction():
        endowing.endow(1, "all of it", "e2", START, "person:1")
    assert reasons(made) == []


def test_a_changed_draft_needs_a_new_forecast(cast: Cast) -> None:
    made = draft()
    with transaction():
        prepare(made)
    assert reasons(made) == []
    draft(contest_days=9)
    assert reasons(made) == [gate.ForecastStale]
    draft()
    assert reasons(made) == []


def test_a_launch_sets_the_worst_case_aside_and_says_so(cast: Cast) -> None:
    made = draft(
        steps=(Step(5, 100),), places=10, boosts=(Boost(document().first, document().last, 15_000, 700),)
    )
    with transaction():
        launch(made)
    session.rollback()
    one = session.get_one(Challenge, made)
    assert (one.worst_points, escrow_balance(f"challenge:{made}")) == (4700, 4700)
    assert funds.held() == 1_000_000 - 4700
    line = session.scalars(select(AuditLine).where(AuditLine.verb == "challenges.set_aside")).one()
    assert line.facts == {"points": 4700, "worst": 4700}


def test_two_launches_cannot_promise_the_same_points(cast: Cast) -> None:
    first, second = draft(), draft(code="winter")
    with transaction():
        think(first)
        think(second)
        endowing.endow(5999, "for one", "e", START, "person:1")
        lifecycle.launch(first, START, "shell")
    assert reasons(second) == [FundTooSmall]
    with pytest.raises(gate.NotReady), transaction():
        lifecycle.launch(second, START, "shell")


def test_without_the_gate_a_challenge_nobody_thought_through_is_launched(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard off: only the fund's own row still stands in the way of promising what is not there."""
    made = draft()
    monkeypatch.setattr(gate, "demand", lambda *_: None)
    with pytest.raises(FundTooSmall), transaction():
        lifecycle.launch(made, START, "shell")
    with transaction():
        endowing.endow(3000, "all of it", "e", START, "person:1")
        lifecycle.launch(made, START, "shell")
    assert session.get_one(Challenge, made).state == "announced"
    assert verify_all() == []


def test_a_reward_that_became_dearer_than_it_is_valued_at_is_refused(cast: Cast) -> None:
    add_reward("DRILL", 100)
    made = draft(prizes=(Prize(1, 1, 100, "DRILL"),))
    assert gate.RewardDearer not in reasons(made)
    with transaction():
        session.execute(update(Reward).values(price_points=12_000))
    assert gate.RewardDearer in reasons(made)


def add_reward(code: str, price: int) -> None:
    with transaction():
        a_reward(code, price)


def test_an_amendment_sets_aside_what_it_may_cost_more_and_nothing_twice(cast: Cast) -> None:
    made = draft()
    with transaction():
        launch(made)
    dearer = replace(document(), prizes=(Prize(1, 1, 5000), Prize(2, 2, 1000)))
    with transaction():
        foresee(made, dearer)
    for _ in range(2):
        with transaction():
            gate.top_up(made, dearer, START, "person:1")
    assert escrow_balance(f"challenge:{made}") == 6000
    with transaction():
        gate.top_up(made, replace(document(), prizes=(Prize(1, 1, 10),)), START, "person:1")
    assert escrow_balance(f"challenge:{made}") == 6000
    with transaction():  # what was set aside beyond the document is not for this test to keep
        session.rollback()


def test_a_forecast_that_loses_money_is_approved_by_nobody(cast: Cast) -> None:
    made = draft()
    with pytest.raises(Loss):
        approve(forecast(made, margin_bp=100))
    with pytest.raises(TooGenerous):
        approve(forecast(made, generosity_bp=10))
    assert session.scalar(select(Forecast.id).where(Forecast.approved_at.is_not(None))) is None
    approve(forecast(made, margin_bp=300))


def test_a_forecast_is_approved_once_by_somebody_with_a_name(cast: Cast) -> None:
    made = draft()
    written = forecast(made)
    with pytest.raises(forecasts.NobodyApproves):
        approve(written, "clock")
    approve(written)
    with pytest.raises(forecasts.AlreadyApproved):
        approve(written)
    one = session.get_one(Forecast, written)
    assert (one.approved_by, one.note, one.document_hash) == (APPROVER, "as agreed", document().hash)


def test_only_the_newest_forecast_of_the_draft_as_it_is_can_be_approved(cast: Cast) -> None:
    made = draft()
    before = forecast(made)
    forecast(made, growth_bp=1900)
    with pytest.raises(forecasts.ForecastOutdated):
        approve(before)
    newest = forecast(made)
    draft(contest_days=9)
    with pytest.raises(forecasts.ForecastOutdated):
        approve(newest)


def test_what_is_launched_has_its_forecast(cast: Cast) -> None:
    made = draft()
    with transaction():
        launch(made)
    with pytest.raises(NotADraft):
        forecast(made)


def test_the_shell_does_all_of_it(cast: Cast, shell: Shell) -> None:
    draft()
    assert "brief" in shell("challenges", "ready", "autumn", code=1).errors
    with transaction():
        briefs.write(briefs.about_challenge("autumn"), BRIEF, START, "shell")
    said = ("--baseline", "5000000", "--growth", "15", "--margin", "25")
    told = shell("challenges", "forecast", "autumn", *said)
    assert told.lines[0] == "autumn: 750\u202f000\u202f€ more revenue for 30\u202f€"
    refused = shell("challenges", "approve", "autumn", "--as", cast.hugo.email, code=1)
    assert "no administrator" in refused.errors
    shell("challenges", "approve", "autumn", "--as", cast.claire.email)
    assert "3000 are needed" in shell("challenges", "ready", "autumn", code=1).errors
    args = ("--reason", "Autumn", "--as", cast.claire.email)
    assert shell("points", "fund", "add", "5000", *args).lines == ["The prize fund holds 5000 points."]
    budget = shell("challenges", "budget", "autumn", "--format", "csv").lines
    assert budget[1:] == ["rank,rank,3,3000", "total,,,3000"]
    assert shell("challenges", "launch", "autumn").lines == ["autumn: announced"]
    assert "holds 2000 points" in shell("points", "fund", "take", "2001", *args, code=1).errors
    latest = shell("points", "fund", "show", "--format", "csv").lines[1]
    assert latest.split(",")[2:5] == ["fund", "-3000", "2000"]
