"""Certified, provisional, possible: claims and returns that wait show as a range of scores and of ranks."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from challenges.document.parts import Metric, Teams
from challenges.models import Participation
from challenges.rules.doubt import Return, with_claims, without_returned
from challenges.rules.facts import Facts
from challenges.scoring import counting, doubt
from core.database import session, transaction
from sales import acceptance, actions
from sales.claims import Declared, accept_claim, declare
from sales.models import StagedRow, Upload
from tests.challenges.facts import FIRST, sale
from tests.challenges.selling import Sale
from tests.challenges.test_live_scores import begin, game, put
from tests.support.cast import START, Cast, Member

TODAY = date(2026, 10, 15)


def claim(who: Member, product: int, cents: int, document: str = "C1") -> int:
    """A claim that waits."""
    said = Declared(product, 1, cents, document, TODAY)
    with transaction():
        return declare(who.id, who.company_id or 0, said, document, START, who.actor)


def waits(cast: Cast, rep: int | None, units: int, document: str = "UNKNOWN") -> None:
    """A return of an accepted file that has not found its sale."""
    row = {
        "verdict": "return",
        "document": document,
        "selling_company_id": cast.merel.id,
        "product_id": cast.pac_8.id,
        "sale_kind": "sell_out",
        "sold_on": TODAY,
    }
    with transaction():
        upload_id = actions.bring("returns.csv", document.ljust(64, "x"), "", None, START, "shell")
        session.execute(
            update(Upload)
            .where(Upload.id == upload_id)
            .values(state="ready", source="tests", rows_total=1, rows_done=1, rows_returns=1)
        )
        session.add(
            StagedRow(
                upload_id=upload_id,
                line=2,
                row_key=f"MEREL|{document}|PAC-8|return",
                content_hash="x",
                rep_id=rep,
                quantity=-units,
                amount_cents=-units * 100_00,
                problems=[{"code": "return_unknown"}],
                **row,
            )
        )
        session.flush()
        acceptance.accept(upload_id, START, "shell")


def doubt_of(made: int, who: int) -> doubt.Doubt:
    with transaction():
        counting.refresh(made, START)
    wanted = select(Participation.entrant_id).where(
        Participation.challenge_id == made, Participation.subject_id == who
    )
    found = doubt.of(counting.game_of(made), session.scalars(wanted).one())
    assert found is not None
    return found


def of(cast: Cast, who: Member, cents: int, units: int = 1) -> Sale:
    return Sale(who.company_id or 0, who.id, cast.pac_8.id, units, TODAY, cents)


def test_without_anything_that_waits_the_three_figures_are_one(cast: Cast):
    made = begin(game(Metric("amount")))
    put(of(cast, cast.karim, 300_00), of(cast, cast.lea, 500_00))
    found = doubt_of(made, cast.karim.id)
    assert (found.certified, found.provisional, found.lowest, found.highest) == (300_00,) * 4
    assert (found.best_rank, found.worst_rank) == (2, 2)
    assert not found.open


def test_a_claim_that_waits_is_provisional_and_may_change_the_rank(cast: Cast):
    made = begin(game(Metric("amount")))
    put(of(cast, cast.karim, 300_00), of(cast, cast.lea, 500_00), of(cast, cast.bruno, 100_00))
    number = claim(cast.karim, cast.pac_12.id, 250_00)
    mine, rival = doubt_of(made, cast.karim.id), doubt_of(made, cast.lea.id)
    assert (mine.certified, mine.provisional, mine.lowest, mine.highest) == (300_00, 550_00, 300_00, 550_00)
    assert (mine.best_rank, mine.worst_rank, mine.claims) == (1, 2, 1)
    assert (rival.best_rank, rival.worst_rank, rival.claims) == (1, 2, 0)
    with transaction():
        accept_claim(number, START, "shell")
    after = doubt_of(made, cast.karim.id)
    assert (after.certified, after.best_rank, after.worst_rank, after.open) == (550_00, 1, 1, False)


def test_a_return_that_waits_may_lower_whoever_it_may_mean(cast: Cast):
    made = begin(game(Metric("quantity")))
    put(of(cast, cast.karim, 300_00, 3), of(cast, cast.lea, 200_00, 2), of(cast, cast.bruno, 100_00, 2))
    waits(cast, None, 2)
    karim, lea, bruno = (doubt_of(made, who.id) for who in (cast.karim, cast.lea, cast.bruno))
    assert (karim.lowest, karim.provisional, karim.highest, karim.returns) == (1, 3, 3, 1)
    assert (lea.lowest, lea.highest, lea.best_rank, lea.worst_rank) == (0, 2, 1, None)
    assert (bruno.lowest, bruno.highest, bruno.best_rank) == (2, 2, 1)
    assert (karim.best_rank, karim.worst_rank) == (1, 3)


def test_a_team_has_the_range_of_its_members(cast: Cast):
    made = begin(replace(game(Metric("amount"), competitor="team"), teams=Teams(compare="sum")))
    put(of(cast, cast.karim, 300_00))
    claim(cast.lea, cast.pac_12.id, 50_00)
    teams = counting.game_of(made).teams_of({cast.karim.id})
    found = doubt_of(made, next(iter(teams)))
    assert (found.certified, found.provisional, found.claims) == (300_00, 350_00, 1)


def test_a_stranger_has_no_range(cast: Cast):
    assert doubt.of(counting.game_of(begin(game(Metric("amount")))), 999_999) is None


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 3)), max_size=6),
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 3)), max_size=4),
)
def test_returns_never_take_more_than_is_left_and_never_less_than_they_can(sold, back):
    sales = [sale(FIRST, units * 1_00, units, product_id=product) for units, product in sold]
    after = without_returned(Facts(sales), [Return("", product, units, 0) for units, product in back]).sales
    for product in (1, 2, 3):
        before = sum(one.left for one in sales if one.product_id == product)
        asked = sum(units for units, of_product in back if of_product == product)
        left = [one for one in after if one.product_id == product]
        assert sum(one.left for one in left) == max(before - asked, 0)
        assert all(one.left >= 0 and one.left_cents == one.left * 1_00 for one in left)


def test_a_return_takes_from_the_document_that_it_names():
    one, other = sale(document="A"), sale(document="B")
    after = without_returned(Facts([one, other]), [Return("A", 1, 1, 60)]).sales
    assert {it.document: (it.left, it.left_cents) for it in after} == {"A": (0, 40), "B": (1, 100)}
    assert len(with_claims(Facts([one]), [other]).sales) == 2
