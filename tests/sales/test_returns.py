"""A return names its sale: it takes back what that sale brought, once, and never more than is left of it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.clock import clock, now
from core.database import session, transaction
from notifications.models import Notice
from points.ledger.corrections import correct
from points.ledger.queries import balance
from points.models import LedgerTransaction, Measure
from points.programme.files import load_rules
from sales import returns
from sales.models import ReturnRefusal, SaleLine, StagedRow, Upload
from sales.return_queries import would_take
from sales.return_rules import BeyondAmount, BeyondSale, NotASale, NotThisSale, ReturnChanged, WrongReturnDay
from sales.returns import Comeback
from sales.rules import NoReason
from tests.sales.conftest import RETURNING, row
from tests.support.cast import START


@pytest.fixture
def karim(cast, generous):
    """What Karim may spend, has waiting and owes; a sale earns a thousand points for each euro."""

    def held():
        found = balance(cast.karim.wallet_id)
        return found.available, found.debt

    return held


def back(number, quantity="-1", amount="-50,00", **changes):
    """A return in the invoice's own document, a day after it."""
    return row(number, amount, **{"qty": quantity, "date": "15/10/2026", **changes})


def credit(number, of, quantity="-1", amount="-50,00", **changes):
    """A credit note that names an invoice; brought with `returning`."""
    return back(number, quantity, amount, doc=f"AV-{number}", **changes) + f";{of}"


def lines():
    session.expire_all()
    found = session.scalars(select(SaleLine).order_by(SaleLine.id))
    return [(one.document, one.quantity, one.amount_cents, one.returns_id) for one in found]


def waiting():
    session.expire_all()
    rows = session.scalars(select(StagedRow).where(StagedRow.verdict == "return"))
    return [(one.upload_id, one.line, (one.problems or [{}])[0]["code"]) for one in rows]


def returning(desk, rows, accept=True):
    """Bring a file that has a column for the invoice returned."""
    data = "\n".join(["seller;rep;doc;line;date;ref;qty;amount;of", *rows, ""]).encode()
    upload_id = desk.stage(data, name="avoirs.csv", columns=RETURNING.columns).id
    if accept and desk.held(upload_id).state == "ready":
        desk.accept(upload_id)
    return desk.held(upload_id)


def test_a_return_in_the_invoice_itself_takes_its_share_back(karim, desk):
    desk.bring([row(1)])
    desk.bring([back(1)])
    assert lines() == [("FA-1", 2, 10_000, None), ("FA-1", -1, -5_000, 1)]
    assert karim() == (50_000, 0)


def test_a_return_counts_on_the_day_of_its_sale_and_is_whose_the_sale_was(cast, karim, desk):
    desk.bring([row(1)])
    desk.bring([back(1, rep="")])
    sale, came_back = session.scalars(select(SaleLine).order_by(SaleLine.id)).all()
    assert (came_back.sold_on, came_back.invoiced_on) == (sale.sold_on, sale.sold_on.replace(day=15))
    assert (came_back.rep_id, came_back.selling_company_id) == (cast.karim.id, cast.merel.id)


def test_a_credit_note_names_the_invoice_in_a_column_of_its_own(karim, desk):
    desk.bring([row(1)])
    returning(desk, [credit(7, "FA-1", "-2", "-100,00")])
    assert lines()[1] == ("AV-7", -2, -10_000, 1)
    assert karim() == (0, 0)


def test_a_sale_and_its_return_may_come_in_one_file(karim, desk):
    upload = desk.bring([back(1), row(1), row(2)])
    assert (upload.rows_good, upload.rows_returns, upload.amount_good_cents) == (3, 0, 15_000)
    assert karim() == (150_000, 0)


def test_a_return_before_its_sale_waits_and_is_found_when_the_sale_comes(karim, desk):
    first = desk.bring([back(1)])
    assert (first.state, first.rows_returns, lines()) == ("accepted", 1, [])
    assert waiting() == [(first.id, 2, "return_none")]
    desk.bring([row(1)])
    first = desk.held(first.id)
    assert (first.rows_returns, first.rows_good, first.amount_good_cents, waiting()) == (0, 1, -5_000, [])
    assert karim() == (50_000, 0)


def test_a_file_that_is_not_accepted_gives_nothing_back(karim, desk):
    desk.stage([back(1)])
    desk.bring([row(1)])
    assert (len(lines()), karim()) == (1, (100_000, 0))


def test_the_same_return_twice_in_any_file_is_one(karim, desk):
    desk.bring([row(1)])
    desk.bring([back(1)])
    again = desk.bring([row(1), back(1)])
    assert (again.state, again.rows_known, karim()) == ("known", 2, (50_000, 0))


def test_the_same_return_that_waits_already_is_asked_about_once(karim, desk):
    desk.bring([back(1)])
    assert desk.bring([back(1)]).state == "known"
    twice = [desk.stage([back(2)]).id, desk.stage([back(2)]).id]
    for one in twice:
        desk.accept(one)
    desk.bring([row(1), row(2)])
    assert (waiting(), len(lines()), desk.held(twice[1]).rows_known) == ([], 4, 1)


def test_a_return_said_otherwise_is_a_conflict(karim, desk):
    desk.bring([row(1)])
    desk.bring([back(1)])
    again = desk.stage([back(1, "-2", "-100,00")])
    assert (again.rows_conflict, again.rows_returns) == (1, 0)


def test_partial_returns_on_other_days_add_up_and_never_exceed_the_sale(karim, desk):
    desk.bring([row(1, "100,00", qty="3")])
    clock.freeze(START + timedelta(days=5))
    for day in (15, 16):
        desk.bring([back(1, "-1", "-33,33", date=f"{day}/10/2026")])
    over = desk.bring([back(1, "-2", "-33,34", date="17/10/2026")])
    assert waiting() == [(over.id, 2, "return_more")]
    desk.bring([back(1, "-1", "-33,34", date="18/10/2026")])
    assert karim() == (0, 0)
    assert sum(cents for _, _, cents, _ in lines()) == 0


def test_several_lines_of_the_same_product_are_for_a_person(karim, desk):
    desk.bring([row(1), row(1, line="2")])
    upload = returning(desk, [credit(7, "FA-1")])
    assert waiting() == [(upload.id, 2, "return_several")]


def test_the_line_of_the_invoice_tells_which(karim, desk):
    desk.bring([row(1), row(1, line="2")])
    desk.bring([back(1, line="2")])
    assert lines()[2][3] == 2


def test_what_the_row_says_of_rep_and_buyer_narrows_it(cast, karim, desk):
    desk.bring([row(1), row(1, line="2", rep="LEA")])
    returning(desk, [credit(7, "FA-1", rep="LEA")])
    assert (waiting(), lines()[2][3]) == ([], 2)


def test_whoever_left_since_still_gives_back(cast, karim, desk):
    desk.bring([row(1, rep="OSCAR", date="30/06/2026")])
    assert desk.bring([back(1, rep="OSCAR")]).rows_good == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": "50,00"}, "positive"),
        ({"quantity": "1", "amount": "-50,00"}, "negative"),
        ({"quantity": "0"}, "zero"),
    ],
)
def test_signs_that_do_not_go_together_are_refused(cast, desk, changes, code):
    desk.bring([row(1)])
    upload = desk.stage([back(1, **changes)])
    row_ = session.scalars(select(StagedRow).where(StagedRow.upload_id == upload.id)).one()
    assert (row_.verdict, (row_.problems or [{}])[0]["code"]) == ("bad", code)


def test_a_sale_that_names_a_returned_invoice_is_refused(cast, desk):
    assert returning(desk, [f"{row(1)};FA-9"], accept=False).rows_bad == 1


def chosen(upload_id, line_id, line=2):
    seen = session.scalar(
        select(StagedRow.content_hash).where(StagedRow.upload_id == upload_id, StagedRow.line == line)
    )
    with transaction():
        returns.choose_sale(upload_id, line, seen or "", line_id, now(), "shell")


def test_somebody_chooses_the_sale(karim, desk):
    desk.bring([row(1), row(2), row(3, ref="VAN-20")])
    upload = returning(desk, [credit(7, "FA-77")])
    with pytest.raises(NotThisSale):
        chosen(upload.id, 3)
    with pytest.raises(NotASale):
        chosen(upload.id, 99)
    chosen(upload.id, 2)
    assert (lines()[3], desk.held(upload.id).rows_good) == (("AV-7", -1, -5_000, 2), 1)
    with pytest.raises(ReturnChanged):
        chosen(upload.id, 2)
    with pytest.raises(NotASale):
        chosen(returning(desk, [credit(8, "FA-78")]).id, 4)


def test_somebody_refuses_the_return_and_is_not_asked_again(karim, desk):
    upload = returning(desk, [credit(7, "FA-77")])
    seen = session.scalars(select(StagedRow.content_hash)).one()
    with pytest.raises(NoReason), transaction():
        returns.refuse(upload.id, 2, seen, " ", now(), "shell")
    with transaction():
        returns.refuse(upload.id, 2, seen, "Pas à nous.", now(), "shell")
    assert session.scalars(select(ReturnRefusal.reason)).one() == "Pas à nous."
    assert returning(desk, [credit(7, "FA-77")]).state == "known"
    desk.bring([row(77)])
    assert len(lines()) == 1


def by_hand(line_id, units, cents=None, once="one", day=date(2026, 10, 15), reason="Cassé."):
    with transaction():
        return returns.record(line_id, Comeback(units, day, cents, reason), once, now(), "shell")


def test_a_return_by_hand_takes_its_share_once(karim, desk):
    desk.bring([row(1, "100,00", qty="3")])
    assert [(one.holder, one.points) for one in would_take(1, 1)] == [("Karim Benali", 33_334)]
    assert by_hand(1, 1) is not None
    assert by_hand(1, 1) is None
    assert karim() == (66_666, 0)
    assert would_take(1, 2)[0].points == 66_666
    by_hand(1, 2, once="two")
    assert (karim(), sum(cents for _, _, cents, _ in lines())) == ((0, 0), 0)


def test_a_return_by_hand_is_refused_with_a_sentence(karim, desk):
    desk.bring([row(1)])
    for refusal, asked in (
        (BeyondSale, {"units": 3}),
        (BeyondAmount, {"units": 1, "cents": 10_002}),
        (WrongReturnDay, {"units": 1, "day": date(2026, 10, 16)}),
        (WrongReturnDay, {"units": 1, "day": date(2026, 10, 13)}),
        (NoReason, {"units": 1, "reason": " "}),
    ):
        with pytest.raises(refusal):
            by_hand(1, **asked)
        session.rollback()
    by_hand(1, 1)
    with pytest.raises(NotASale):
        by_hand(2, 1, once="of a return")
    session.rollback()
    assert karim() == (50_000, 0)


def test_points_spent_before_the_return_become_a_debt_and_the_rep_is_told(cast, karim, desk):
    desk.bring([row(1)])
    with transaction():
        correct(cast.karim.wallet_id, -80_000, "Dépensés ailleurs.", "correction:spent", now(), "shell")
    desk.bring([back(1)])
    assert karim() == (0, 30_000)
    told = session.scalars(select(Notice.title).order_by(Notice.id.desc())).first()
    assert (told or "").replace("\u202f", " ") == "−50 000 points"


@pytest.fixture
def kept(stage, generous):
    """A state to come back to before each sequence."""
    stage.keep("generous")


def test_what_a_period_gave_is_reckoned_again(cast, desk):
    rule = {"kind": "threshold", "code": "FOUR", "name": "Quatre", "beneficiary": "rep", "from": "2026-01-01"}
    steps = {"period": "month", "measure": "quantity", "step": [{"at": 4, "points": 500}]}
    with transaction():
        load_rules({"rule": [{**rule, **steps}]}, now(), "shell")
    desk.bring([row(1, qty="3"), row(2, qty="2")])
    assert balance(cast.karim.wallet_id).available == 500
    desk.bring([back(2, "-1", "-50,00")])
    assert balance(cast.karim.wallet_id).available == 500
    desk.bring([back(1, "-1", "-30,00")])
    assert balance(cast.karim.wallet_id).available == 0
    desk.bring([row(3, qty="1")])
    assert balance(cast.karim.wallet_id).available == 500


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(4)), together=st.lists(st.booleans(), min_size=4, max_size=4))
def test_any_order_and_pieces_of_sales_and_returns_give_the_same_books(
    stage, kept, cast, desk, order, together
):
    stage.put_back("generous")
    clock.freeze(START)
    rows = [
        row(1, "90,00", qty="3"),
        row(2),
        back(1, "-1", "-30,00"),
        back(1, "-1", "-30,00", date="14/10/2026"),
    ]
    file: list[str] = []
    for number, joined in zip(order, together, strict=True):
        file.append(rows[number])
        if not joined:
            desk.bring(file)
            file = []
    if file:
        desk.bring(file)
    assert balance(cast.karim.wallet_id).available == 130_000
    assert sorted(one[1:3] for one in lines()) == [(-1, -3_000), (-1, -3_000), (2, 10_000), (3, 9_000)]
    assert waiting() == []


def test_measures_remember_the_return(karim, desk):
    desk.bring([row(1)])
    desk.bring([back(1)])
    assert session.scalar(select(func.sum(Measure.amount_cents))) == 5_000
    assert (
        session.scalars(select(LedgerTransaction.kind).order_by(LedgerTransaction.id)).all()[-1] == "return"
    )


SEQUENCES = st.lists(
    st.tuples(st.integers(1, 3), st.integers(-4, 5), st.booleans()), min_size=1, max_size=8
).filter(lambda steps: any(units > 0 for _, units, _ in steps))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=SEQUENCES)
def test_points_survive_no_return_and_are_taken_once(stage, kept, cast, desk, steps):
    """anchors.md 4 (1): for any sequence of sales and partial returns, points of net sales = the ledger."""
    stage.put_back("generous")
    clock.freeze(START)
    held = dict[str, list[int]]()
    for number, (place, units, again) in enumerate(steps):
        if units > 0:
            document = f"S{number}"
            held[document] = [units, units]
            file = [row(number, f"{units * 7},00", doc=document, qty=str(units))]
        elif units and held:
            document = sorted(held)[place % len(held)]
            cents = f"{units * 7},00"
            file = [row(number, cents, doc=document, qty=str(units), line=f"R{number}", date="15/10/2026")]
            if held[document][1] + units >= 0:
                held[document][1] += units
        else:
            continue
        for _ in range(1 + again):
            desk.bring(file)
    net = sum(left for _, left in held.values())
    assert balance(cast.karim.wallet_id).available == net * 7 * 1_000
    assert session.scalar(select(func.sum(SaleLine.quantity))) == net
    assert (session.scalar(select(func.sum(Upload.points))) or 0) >= net
