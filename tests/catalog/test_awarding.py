"""A group award: every good row is ordered at the fund's expense, every other says what to do."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import verify_all
from catalog import awarding, fulfilling, rules
from catalog.models import GroupAward, GroupAwardLine, Order, Reward
from catalog.rules import award_refusals as refusals
from compliance import actions as law
from compliance.models import Gratification, GratificationNote
from core.audit import AuditLine
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import endowing, funds
from points.ledger import queries as points
from tests.catalog.scene import a_reward, rewardable
from tests.catalog.test_pages import in_english
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.shell import Shell

BY = "person:99"


def ready(cast: Cast, fund: int = 5_000, **columns: object) -> int:
    """Karim, Léa and Bruno in good standing, a fund, and a drill; its id."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        rewardable(cast.lea, cast.merel)
        rewardable(cast.bruno, cast.sanelec)
        if fund:
            endowing.endow(fund, "prizes", "fund:1", START, BY)
        return a_reward(**columns).id


def give(reward: int, text: str, request: str = "one") -> GroupAward:
    with transaction():
        rows = awarding.read(text)
        return awarding.give("Newcomers", "Best of the quarter", reward, rows, request, START, BY)


def told(award: GroupAward) -> dict[str, str]:
    """Code → the problem's sentence; empty where it was given."""
    session.rollback()
    return {one.code: one.sentence for one in awarding.lines_of(award.id)}


def test_each_winner_has_an_order_held_with_points_of_the_fund(cast: Cast) -> None:
    drill = ready(cast)
    award = give(drill, "code\nKARIM\n\nBRUNO\n")
    assert told(award) == {"KARIM": "", "BRUNO": ""}
    orders = session.scalars(select(Order).order_by(Order.id)).all()
    assert [(one.person_id, one.points, one.state, one.award_id) for one in orders] == [
        (cast.karim.id, 500, "requested", award.id),
        (cast.bruno.id, 500, "requested", award.id),
    ]
    held = points.balance(cast.karim.wallet_id)
    assert (held.available, held.reserved, funds.held()) == (0, 500, 4_000)
    assert session.scalar(select(Reward.stock)) == 3
    assert session.scalar(select(func.count()).where(AuditLine.verb == "catalog.award")) == 1
    titles = session.scalars(select(Notice.title).where(Notice.person_id == cast.bruno.id)).all()
    assert any("Perceuse" in one for one in titles)
    assert verify_all() == []


def test_a_row_that_cannot_be_given_says_why_and_costs_nothing(cast: Cast) -> None:
    drill = ready(cast, stock=1)
    award = give(drill, "NOBODY\nYANN\nTHEO\nKARIM\nKARIM\nLEA")
    assert told(award) == {
        "NOBODY": refusals.NobodyOfCode.sentence,
        "YANN": rules.NoCompany.sentence,
        "THEO": "First read and accept the programme’s terms: it takes a minute.",
        "KARIM": "",
        "LEA": rules.SoldOut.sentence,
    } | {"KARIM": refusals.NamedTwice.sentence}
    assert session.scalar(select(func.count()).select_from(Order)) == 1
    assert (funds.held(), points.balance(cast.lea.wallet_id).available) == (4_500, 0)
    assert verify_all() == []


def test_the_fund_pays_as_far_as_it_reaches(cast: Cast) -> None:
    drill = ready(cast, fund=700)
    award = give(drill, "KARIM\nLEA")
    said = told(award)
    assert (said["KARIM"], bool(said["LEA"]), funds.held()) == ("", True, 200)
    assert verify_all() == []


def test_the_same_request_gives_once(cast: Cast) -> None:
    drill = ready(cast)
    assert give(drill, "KARIM").id == give(drill, "KARIM\nLEA").id
    assert session.scalar(select(func.count()).select_from(GroupAwardLine)) == 1
    with transaction():
        other = a_reward("other").id
    with pytest.raises(rules.OtherOrder):
        give(other, "KARIM")


def test_looking_first_names_every_problem_and_does_nothing(cast: Cast) -> None:
    drill = ready(cast, stock=1)
    with transaction():
        law.record_consent(cast.merel.id, True, "N. M.", START, "shell", forms=["training"])
    seen = awarding.preview(drill, awarding.read("INES\nKARIM\nBRUNO\nNOBODY"), START)
    kinds = [[type(one).__name__ for one in row.problems] for row in seen.rows]
    assert kinds == [
        ["TermsNotAccepted", "StatusUnknown", "EmployerSilent"],
        ["FormRefused"],
        [],
        ["NobodyOfCode"],
    ]
    assert (seen.good, seen.points, seen.held) == (1, 500, 5_000)
    assert session.scalar(select(func.count()).select_from(GroupAward)) == 0


def test_a_companys_reward_is_ordered_through_its_manager(cast: Cast) -> None:
    with transaction():
        rewardable(cast.nadia, cast.merel)
    course = ready(cast, code="course", kind="training", form="training", beneficiary="company")
    award = give(course, "MEREL\nKARIM")
    assert told(award) == {"MEREL": "", "KARIM": refusals.NoFirmOfCode.sentence}
    order = session.scalars(select(Order)).one()
    assert (order.person_id, order.wallet_id) == (cast.nadia.id, cast.merel.wallet_id)
    assert verify_all() == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("code;variant\nA;XL\nB", [(2, "A", "XL"), (3, "B", "")]),
        ("\ufeffpeople_code\r\nA\r\n", [(2, "A", "")]),
        ('"A"\n\n B ', [(1, "A", ""), (3, "B", "")]),
    ],
)
def test_a_list_is_read_line_by_line(text: str, rows: list[tuple[int, str, str]]) -> None:
    assert [tuple(one) for one in awarding.read(text)] == rows


def test_an_empty_or_endless_list_is_refused() -> None:
    with pytest.raises(refusals.NoWinners):
        awarding.read("code\n\n")
    with pytest.raises(refusals.TooManyWinners):
        awarding.read("\n".join(str(number) for number in range(501)))


def test_an_award_without_a_reason_is_refused(cast: Cast) -> None:
    drill = ready(cast)
    with pytest.raises(refusals.AwardIncomplete), transaction():
        awarding.give("Title", " ", drill, awarding.read("KARIM"), "one", START, BY)


def test_whoever_gives_an_award_does_not_approve_it(cast: Cast) -> None:
    drill = ready(cast)
    give(drill, "KARIM")
    order = session.scalars(select(Order)).one()
    with pytest.raises(rules.FourEyes), transaction():
        fulfilling.approve(order.id, START, BY)
    with transaction():
        fulfilling.approve(order.id, START, "person:98")
        fulfilling.deliver(order.id, START, "person:98")
    line = session.scalars(select(Gratification)).one()
    assert (line.campaign, line.operation) == (f"award:{order.award_id}", f"order:{order.id}")
    assert session.scalars(select(GratificationNote.what)).all() == ["made_available"]
    assert verify_all() == []


def test_the_desk_looks_at_a_list_gives_it_and_takes_the_errors_away(cast: Cast, visitor: Browser) -> None:
    drill = ready(cast)
    in_english(cast.claire)
    claire = visitor.as_(cast.claire)
    form = claire.follow(
        claire.follow(claire.get("/staff/rewards"), "Group awards"), "Give a reward to several people"
    )
    said = {"title": "Newcomers", "reason": "Best of the quarter", "reward": str(drill)}
    claire.submit(form, "Check the list", 422, **said, codes="")
    claire.submit(form, "Check the list", 422, codes="KARIM")
    seen = claire.submit(form, "Check the list", **said, codes="KARIM\nNOBODY\nTHEO")
    assert seen.h1 == "Give 1 reward?"
    for words in ("500 pts", "4,500", "Nobody has the code", "Terms not accepted", "Is given"):
        assert seen.says(words), words
    assert session.scalar(select(func.count()).select_from(Order)) == 0
    page = claire.submit(seen, "Give the rewards")
    claire.submit(seen, "Give the rewards")
    assert page.says("1 reward is given.")
    assert page.says("2 rows gave nothing")
    assert page.says("Karim Benali")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Order)) == 1
    told_ = claire.get(f"{page.url}/errors.csv").html
    assert "NOBODY" in told_
    assert "KARIM" not in told_
    assert claire.get("/staff/rewards/awards").says("Newcomers")
    claire.get("/staff/rewards/awards/99", 404)
    claire.get("/staff/rewards/awards/99/errors.csv", 404)
    visitor.as_(cast.nadia).get("/staff/rewards/awards", 403)


def test_the_shell_gives_a_file_once_and_says_every_problem(cast: Cast, shell: Shell, tmp_path: Path) -> None:
    ready(cast)
    path = tmp_path / "winners.csv"
    path.write_text("code\nKARIM\nNOBODY\n", encoding="utf-8")
    asked = ("catalog", "award", path, "--reward", "drill", "--title", "Q3", "--reason", "Bravo")
    looked = shell(*asked, "--check", code=1)
    assert "1 would be given, 1 not." in looked.output
    for _ in range(2):
        done = shell(*asked, code=1)
        assert "1 given, 1 not." in done.output
        assert "line 3, NOBODY: Nobody has the code “NOBODY”" in done.errors
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Order)) == 1
