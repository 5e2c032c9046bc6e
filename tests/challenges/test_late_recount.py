"""Sales and returns after the payment: recounted once against what was held back."""

from datetime import date, timedelta

from sqlalchemy import select

from app import verify_all
from challenges.document.parts import Late, Prize
from challenges.life import rounds
from challenges.models import Challenge
from core.clock import clock
from core.database import session
from points.ledger import funds
from tests.challenges.certifying import finish
from tests.challenges.playing import CERTIFIES, escrow, has, playing, rows, sold, take_back
from tests.challenges.selling import bring
from tests.support.cast import Cast

FIRST = date(2026, 10, 13)
LATE = Late("recount", 3_000, 30)
SETTLES = CERTIFIES + timedelta(days=31)


def paid(cast: Cast) -> int:
    """Karim before Bruno, three tenths of each prize waiting."""
    made = playing(late=LATE, prizes=(Prize(1, 1, 1000), Prize(2, 2, 500)))
    bring(
        sold(cast.karim, 3, FIRST, cast.pac_8.id, document="BACK"),
        sold(cast.bruno, 2, FIRST, cast.pac_8.id),
    )
    finish(CERTIFIES)
    return made


def test_what_waited_is_paid_when_nothing_changed(cast: Cast):
    made = paid(cast)
    assert (has(cast.karim), has(cast.bruno), escrow(made)) == (700, 350, 450)
    assert verify_all() == []
    rounds.move_due(SETTLES - timedelta(days=2))
    assert escrow(made) == 450
    clock.freeze(SETTLES)
    rounds.move_due(SETTLES)
    rounds.move_due(SETTLES)
    assert (has(cast.karim), has(cast.bruno), escrow(made)) == (1000, 500, 0)
    assert len(rows(made)) == 2
    assert verify_all() == []


def test_a_return_costs_what_waited_and_pays_who_rose(cast: Cast):
    made = paid(cast)
    before = funds.held() + escrow(made)
    clock.freeze(CERTIFIES + timedelta(days=3))
    take_back("BACK", 3)
    clock.freeze(SETTLES)
    rounds.move_due(SETTLES)
    # Karim falls out: his 300 that waited go to Bruno, who is first now; nobody loses what was paid
    assert (has(cast.karim), has(cast.bruno)) == (700, 500 + 300)
    assert (escrow(made), funds.held()) == (0, before - 450)
    assert verify_all() == []
    assert session.scalars(select(Challenge.settled_at)).one() is not None


def test_late_sales_are_listed_only_where_the_document_says_so(cast: Cast):
    made = playing(prizes=(Prize(1, 1, 1000),))
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id))
    finish(CERTIFIES)
    assert (has(cast.karim), escrow(made)) == (1000, 0)
    bring(sold(cast.bruno, 30, FIRST, cast.pac_8.id))
    rounds.move_due(SETTLES)
    assert (has(cast.karim), has(cast.bruno)) == (1000, 0)
    assert verify_all() == []
