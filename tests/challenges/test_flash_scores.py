"""A flash challenge of some hours counts declared sales as every other score counts them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.document.parts import Counts, Flash, Metric
from challenges.life.flashing import reached, reached_for_good
from challenges.models import LineReview
from challenges.scoring import counting
from core.clock import clock
from core.database import session, transaction
from sales import queries
from sales.claims import Declared, accept_claim, declare
from sales.models import Claim
from tests.challenges.test_live_scores import begin, game
from tests.support.cast import START, Cast, Member

TODAY = date(2026, 10, 15)
FLASH = Flash(
    "noon",
    "Midi",
    "Noon",
    datetime(2026, 10, 15, 10, 0),  # noqa: DTZ001 - local wall time, as a document has it
    datetime(2026, 10, 15, 12, 0),  # noqa: DTZ001
    Metric("amount", 1, 100),
    3,
    500,
    2,
)


def declared(who: Member, product: int, cents: int, document: str, at: datetime, day: date = TODAY) -> int:
    """A claim that is accepted; its line."""
    clock.freeze(at)
    with transaction():
        said = Declared(product, 1, cents, document, day)
        number = declare(who.id, who.company_id or 0, said, document, at, who.actor)
        accept_claim(number, at, "shell")
    return session.get_one(Claim, number).line_id or 0


def winners(made: int, subjects: list[int]) -> list[tuple[int, int, date | datetime]]:
    found = reached(counting.game_of(made), FLASH, subjects, queries.journal_revision())
    return [(one.subject_id, one.score, one.when) for one in found]


def test_who_reached_it_when_and_what_was_left_out_wins_nothing(cast: Cast):
    made = begin(replace(game(Metric("amount")), flashes=(FLASH,)))
    early, late = START + timedelta(minutes=5), START + timedelta(minutes=50)
    declared(cast.karim, cast.pac_8.id, 199, "K1", early)
    line = declared(cast.karim, cast.pac_12.id, 101, "K2", late)
    declared(cast.lea, cast.pac_8.id, 900, "L1", START + timedelta(hours=3))
    assert winners(made, [cast.karim.id, cast.lea.id]) == [(cast.karim.id, 3, late)]
    with transaction():
        session.add(
            LineReview(
                challenge_id=made,
                line_id=line,
                pattern="duplicate",
                counts=False,
                reason="Twice.",
                at=late,
                by="shell",
            )
        )
    assert winners(made, [cast.karim.id, cast.lea.id]) == []


@pytest.mark.parametrize(
    ("counts", "wins"),
    [
        (Counts(), True),
        (Counts(excluded=("PAC-12",), sale_kind="sell_out"), True),
        (Counts(excluded=("PAC-8",)), False),
        (Counts(sale_kind="sell_in"), False),
        (Counts(strategic=True), False),
    ],
)
def test_what_the_challenge_leaves_out_counts_in_no_flash_of_hours_either(
    cast: Cast, counts: Counts, wins: bool
):
    made = begin(replace(game(Metric("amount")), counts=counts, flashes=(FLASH,)))
    thing = cast.valve if counts.strategic else cast.pac_8
    declared(cast.karim, thing.id, 900, "K1", START + timedelta(minutes=5))
    assert bool(winners(made, [cast.karim.id])) is wins


@given(st.lists(st.integers(-5, 9), max_size=8), st.integers(1, 9))
def test_a_score_is_reached_for_good_by_its_last_rise_or_not_at_all(scores: list[int], at: int):
    moments = [(START + timedelta(minutes=nth), score) for nth, score in enumerate(scores)]
    when = reached_for_good(moments, at)
    assert (when is not None) == (bool(scores) and scores[-1] >= at)
    if when is not None:
        assert all(score >= at for moment, score in moments if moment >= when)
    assert START.tzinfo is UTC
