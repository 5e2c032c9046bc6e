"""What periods, boosts, segments and tiers bring in the books: posted as differences, and taken back."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, update

from accounts.models import Company, Segment, SegmentMembership
from core.database import session, transaction
from points.earning.baselines import found
from points.ledger.queries import balance
from points.models import (
    Baseline,
    LedgerTransaction,
    Measure,
    PeriodAward,
    ProgrammeVersion,
    TierStanding,
    Wallet,
)
from points.queries import rules_in_force
from points.rules import Scope, Step, Weights
from points.rules.calendar import Span
from tests.points.making import TODAY, TOMORROW, YESTERDAY, fact, held, rule, sell
from tests.support.cast import START, Cast

EURO = 100
OCTOBER = date(2026, 10, 1)


def threshold(**changes: Any) -> int:
    steps = (Step(1_000 * EURO, 100), Step(5_000 * EURO, 400))
    return rule(
        **{"code": "month", "kind": "threshold", "period": "month", "points": 0, "per": 1, "steps": steps}
        | changes
    )


def references() -> list[str]:
    return list(session.scalars(select(LedgerTransaction.reference).order_by(LedgerTransaction.id)))


def award() -> tuple[int, int]:
    row = session.execute(select(PeriodAward.points, PeriodAward.movements)).one()
    return row[0], row[1]


def test_every_line_is_measured_once_whoever_earns_by_it(books: Cast) -> None:
    sell(fact(books, 1), fact(books, 2, rep_id=None, margin_bp=3_000, strategic=True))
    sell(fact(books, 1), fact(books, 2))
    assert session.scalar(select(func.count()).select_from(Measure)) == 2
    measured = session.get_one(Measure, 2)
    assert (measured.strategic, measured.margin_bp, measured.range_id) == (True, 3_000, books.pumps.id)


def test_only_the_difference_to_what_a_period_gave_is_posted(books: Cast) -> None:
    number, wallet = threshold(), books.karim.wallet_id
    assert sell(fact(books, 1, amount_cents=900 * EURO)).points == {}
    assert sell(fact(books, 2, amount_cents=100 * EURO)).points == {wallet: 100}
    assert sell(fact(books, 3, amount_cents=100 * EURO)).points == {}
    assert sell(fact(books, 4, amount_cents=9_000 * EURO)).points == {wallet: 400}
    assert references() == [
        f"period:{number}:{wallet}:2026-10-01:1",
        f"period:{number}:{wallet}:2026-10-01:2",
    ]
    assert award() == (500, 2)
    last = session.scalars(select(LedgerTransaction).order_by(LedgerTransaction.id.desc())).first()
    assert last is not None
    assert last.facts == {
        "rule": number, "period": ["2026-10-01", "2026-10-31"], "total": 500, "before": 100,
        "figure": 10_100 * EURO, "reached": 2,
    }  # fmt: skip


def test_a_rule_that_is_held_against_nothing_writes_no_baseline(books: Cast) -> None:
    threshold()
    sell(fact(books))
    assert session.scalars(select(Baseline.id)).all() == []


def test_a_late_line_counts_in_the_period_of_its_own_day(books: Cast) -> None:
    threshold()
    sell(
        fact(books, 1, amount_cents=600 * EURO),
        fact(books, 2, amount_cents=600 * EURO, sold_on=date(2026, 9, 30)),
    )
    assert held(books.karim.wallet_id) == (0, 0)
    sell(fact(books, 3, amount_cents=400 * EURO, sold_on=date(2026, 9, 1)))
    assert held(books.karim.wallet_id) == (100, 0)
    assert session.scalars(select(PeriodAward.starts_on)).all() == [date(2026, 9, 1)]


def test_a_cap_holds_over_the_period_and_opens_with_the_next(books: Cast) -> None:
    rule(cap=150, period="month")
    sell(fact(books, 1, amount_cents=1_000 * EURO), fact(books, 2, amount_cents=1_000 * EURO))
    sell(
        fact(books, 3, amount_cents=1_000 * EURO),
        fact(books, 4, amount_cents=500 * EURO, sold_on=date(2026, 9, 3)),
    )
    assert held(books.karim.wallet_id) == (200, 0)


def test_a_boost_is_a_gain_of_its_own(books: Cast) -> None:
    base = rule()
    double = rule(code="week", kind="boost", points=0, per=1, times_bp=20_000, range_ids=(books.pumps.id,))
    fixed = rule(code="fixed", kind="boost", points=7, per=1, each="line", starts_on=TODAY, ends_on=TODAY)
    sell(
        fact(books, 1, amount_cents=1_000 * EURO),
        fact(books, 2, amount_cents=1_000 * EURO, sold_on=YESTERDAY),
    )
    gains = [
        row["gains"]
        for row in session.scalars(select(LedgerTransaction.facts).order_by(LedgerTransaction.id))
    ]
    wallet = books.karim.wallet_id
    assert gains[0] == [
        [wallet, base, 100, 100, 10_000],
        [wallet, double, 100, 100, 20_000],
        [wallet, fixed, 7, 7, 10_000],
    ]
    assert gains[1] == [[wallet, base, 100, 100, 10_000], [wallet, double, 100, 100, 20_000]]
    assert held(wallet) == (407, 0)


def test_a_boost_that_lifts_several_rules_is_one_gain_and_goes_back_with_the_sale(books: Cast) -> None:
    rule()
    rule(code="each", kind="per_line", points=10, per=1)
    double = rule(code="week", kind="boost", points=0, per=1, times_bp=20_000)
    sell(fact(books, 1, amount_cents=1_000 * EURO))
    (gains,) = [row["gains"] for row in session.scalars(select(LedgerTransaction.facts))]
    assert gains[2:] == [[books.karim.wallet_id, double, 110, 110, 20_000]]
    sell(back(books, 2, 1, 1, 1_000))
    assert held(books.karim.wallet_id) == (0, 0)


def test_of_several_boosts_the_best_counts_or_all_as_the_programme_of_the_day_says(books: Cast) -> None:
    rule()
    for code in ("one", "two"):
        rule(code=code, kind="boost", points=0, per=1, times_bp=20_000)
    with transaction():
        texts = {"name_fr": "Programme", "name_en": "Programme", "created_at": START, "created_by": "test"}
        session.add(ProgrammeVersion(starts_on=TODAY, life="none", boosts="all", **texts))
    sell(fact(books, 1, amount_cents=1_000 * EURO, sold_on=YESTERDAY))
    assert held(books.karim.wallet_id) == (200, 0)
    sell(fact(books, 2, amount_cents=1_000 * EURO))
    assert held(books.karim.wallet_id) == (200 + 400, 0)


def test_a_capped_rule_is_boosted_below_its_cap(books: Cast) -> None:
    rule(cap=150, period="month")
    rule(code="week", kind="boost", points=0, per=1, times_bp=20_000)
    sell(fact(books, 1, amount_cents=500 * EURO))
    assert held(books.karim.wallet_id) == (100, 0)
    sell(fact(books, 2, amount_cents=500 * EURO))
    assert held(books.karim.wallet_id) == (150, 0)


def join(books: Cast, **changes: Any) -> None:
    with transaction():
        session.execute(update(Company).where(Company.id == books.merel.id).values(**changes))


def test_a_prospects_sales_are_measured_and_earn_nothing(books: Cast) -> None:
    join(books, prospect=True)
    rule()
    rule(code="company", beneficiary="selling_company")
    threshold()
    assert sell(fact(books, 1, amount_cents=9_000 * EURO)).points == {}
    assert session.scalar(select(func.count()).select_from(Measure)) == 1


def test_days_before_a_company_joined_earn_nothing_and_count_for_no_period(books: Cast) -> None:
    join(books, member_from=TODAY)
    rule()
    threshold()
    sell(fact(books, 1, amount_cents=900 * EURO, sold_on=YESTERDAY), fact(books, 2, amount_cents=900 * EURO))
    assert held(books.karim.wallet_id) == (90, 0)


def test_the_segment_of_the_sales_own_day_decides(books: Cast) -> None:
    rule(scope=Scope(segments=frozenset({"growing"})))
    with transaction():
        names = {"name_fr": "En croissance", "name_en": "Growing", "conditions": []}
        growing = Segment(code="growing", changed_at=START, changed_by="test", **names)
        session.add(growing)
        session.flush()
        spell = {"segment_id": growing.id, "company_id": books.merel.id}
        session.add(SegmentMembership(from_on=OCTOBER, until_on=YESTERDAY, **spell))
    sell(
        fact(books, 1), fact(books, 2, sold_on=YESTERDAY), fact(books, 3, sold_on=OCTOBER - timedelta(days=1))
    )
    assert [name for name in references() if name.startswith("sale-line")] == ["sale-line:2"]


def test_the_tier_held_when_the_sales_day_began_multiplies(books: Cast) -> None:
    rule(weights=Weights(tiers={"gold": 20_000}))
    spell = {"company_id": books.merel.id, "reason": "reached", "figure": 0, "at": START}
    with transaction():
        session.add(TierStanding(code="gold", from_on=TODAY, **spell))
    sell(fact(books, 1, amount_cents=1_000 * EURO, sold_on=YESTERDAY))
    assert held(books.karim.wallet_id) == (100, 0)
    sell(fact(books, 2, amount_cents=1_000 * EURO))
    assert held(books.karim.wallet_id) == (300, 0)


def test_a_delay_keeps_what_lines_and_periods_bring_pending(books: Cast) -> None:
    rule()
    threshold()
    with transaction():
        texts = {"name_fr": "Programme", "name_en": "Programme", "created_at": START, "created_by": "test"}
        session.add(
            ProgrammeVersion(starts_on=OCTOBER, life="none", confirm="delay", confirm_days=30, **texts)
        )
    assert sell(fact(books, 1, amount_cents=1_000 * EURO)).points == {books.karim.wallet_id: 200}
    found = balance(books.karim.wallet_id)
    assert (found.available, found.pending) == (0, 200)


def test_a_wallet_opens_only_where_a_period_gives_something(books: Cast) -> None:
    threshold()
    with transaction():
        session.delete(session.get_one(Wallet, books.yann.wallet_id))
    sell(fact(books, 1, rep_id=books.yann.id, amount_cents=999 * EURO))
    assert session.scalar(select(Wallet.id).where(Wallet.person_id == books.yann.id)) is None
    sell(fact(books, 2, rep_id=books.yann.id, amount_cents=1 * EURO))
    wallet = session.scalar(select(Wallet.available).where(Wallet.person_id == books.yann.id))
    assert wallet == 100


def test_a_reference_is_reckoned_from_the_year_before_when_first_needed_and_stays(books: Cast) -> None:
    rule(
        code="grow",
        kind="growth",
        growth_bp=1_000,
        growth_on="whole",
        per=10 * EURO,
        period="month",
        beneficiary="selling_company",
    )
    year_ago = TODAY.replace(year=2025)
    sell(fact(books, 1, amount_cents=1_000 * EURO, sold_on=year_ago))
    assert session.scalar(select(func.count()).select_from(Baseline)) == 0
    sell(fact(books, 2, amount_cents=1_100 * EURO))
    kept = session.scalars(select(Baseline)).one()
    assert (kept.amount_cents, kept.order_days, kept.source, kept.rule) == (
        1_000 * EURO,
        1,
        "computed",
        "grow",
    )
    assert (kept.company_id, kept.starts_on, kept.period) == (books.merel.id, OCTOBER, "month")
    sell(fact(books, 3, amount_cents=9_000 * EURO, sold_on=year_ago), fact(books, 4, amount_cents=10 * EURO))
    assert held(books.merel.wallet_id) == (111, 0)
    assert session.scalars(select(Baseline.amount_cents)).all() == [1_000 * EURO]


def test_a_rules_reference_keeps_to_the_rules_own_scope(books: Cast) -> None:
    rule(
        code="grow",
        kind="growth",
        growth_bp=0,
        growth_on="whole",
        per=1,
        period="month",
        range_ids=(books.pumps.id,),
    )
    valve = {"product_id": books.valve.id, "range_id": books.accessories.id}
    year_ago = TODAY.replace(year=2025)
    sell(
        fact(books, 1, amount_cents=500, sold_on=year_ago),
        fact(books, 2, amount_cents=900, sold_on=year_ago, **valve),
    )
    asked = {(books.karim.id, OCTOBER): Span(OCTOBER, date(2026, 10, 31))}
    assert found(rules_in_force()[0], asked)[books.karim.id, OCTOBER] == (500, 1, 1)


def test_only_what_exceeds_the_stored_baseline_earns(books: Cast) -> None:
    rule(incremental=True, period="month")
    sell(fact(books, 1, amount_cents=1_000 * EURO, sold_on=TODAY.replace(year=2025)))
    sell(fact(books, 2, amount_cents=900 * EURO))
    assert held(books.karim.wallet_id) == (0, 0)
    sell(fact(books, 3, amount_cents=350 * EURO))
    assert held(books.karim.wallet_id) == (25, 0)


def test_the_buyer_is_rewarded_for_what_it_buys_in_a_period(books: Cast) -> None:
    threshold(beneficiary="buying_company")
    sell(fact(books, 1, amount_cents=9_000 * EURO, buying_company_id=books.vauban.id, rep_id=None))
    assert held(books.vauban.wallet_id) == (500, 0)


def test_a_streak_over_months_is_paid_in_the_window_of_its_rule(books: Cast) -> None:
    number = rule(code="row", kind="streak", period="month", times=2, at_least=100 * EURO, points=30, per=1)
    for n, day in enumerate((date(2026, 8, 3), date(2026, 9, 3), TODAY), 1):
        sell(fact(books, n, amount_cents=100 * EURO, sold_on=day))
    assert held(books.karim.wallet_id) == (30, 0)
    assert references() == [f"period:{number}:{books.karim.wallet_id}:2026-01-01:1"]


def back(books: Cast, line_id: int, of: int, quantity: int, euros: int, **changes: Any) -> Any:
    return fact(books, line_id, returns_id=of, quantity=-quantity, amount_cents=-euros * EURO, **changes)


def test_a_sale_and_its_full_return_leave_nothing(books: Cast) -> None:
    rule()
    threshold()
    rule(code="week", kind="boost", points=3, per=1, each="unit", times_bp=0)
    sell(fact(books, 1, amount_cents=1_000 * EURO, quantity=4))
    assert held(books.karim.wallet_id) == (212, 0)
    sell(back(books, 2, 1, 4, 1_000))
    assert held(books.karim.wallet_id) == (0, 0)
    assert award() == (0, 2)


def test_partial_returns_add_up_to_the_whole(books: Cast) -> None:
    rule(points=7)
    sell(fact(books, 1, amount_cents=99 * EURO, quantity=3))
    left = []
    for n in (2, 3, 4):
        sell(back(books, n, 1, 1, 33))
        left.append(held(books.karim.wallet_id)[0])
    assert left == [42, 21, 0]


def test_a_return_in_the_file_of_its_sale_and_the_same_return_again_count_once(books: Cast) -> None:
    rule()
    sell(fact(books, 1, amount_cents=1_000 * EURO, quantity=2), back(books, 2, 1, 1, 500))
    sell(back(books, 2, 1, 1, 500))
    assert held(books.karim.wallet_id) == (50, 0)


def test_a_return_that_takes_a_period_below_its_threshold_takes_the_bonus_back(books: Cast) -> None:
    threshold()
    sell(fact(books, 1, amount_cents=1_000 * EURO, quantity=10))
    assert held(books.karim.wallet_id) == (100, 0)
    sell(back(books, 2, 1, 1, 100, sold_on=TOMORROW))
    assert held(books.karim.wallet_id) == (0, 0)
    sell(fact(books, 3, amount_cents=100 * EURO))
    assert held(books.karim.wallet_id) == (100, 0)
    assert award() == (100, 3)


def test_a_return_is_measured_as_its_sale_was_even_when_the_product_has_changed_since(books: Cast) -> None:
    threshold(scope=Scope(strategic=True))
    sell(fact(books, 1, amount_cents=1_000 * EURO, strategic=True))
    sell(back(books, 2, 1, 1, 1_000, strategic=False, sold_on=TOMORROW))
    assert held(books.karim.wallet_id) == (0, 0)
