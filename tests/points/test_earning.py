"""What sales earn: by the rules of their own day, for whom the rule says, once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.database import session, transaction
from points.earning.lines import SaleFact
from points.ledger.actions import open_wallets
from points.ledger.queries import (
    average_recent_earning,
    balance,
    purse,
    wallet_of_company,
    wallet_of_person,
)
from points.models import LedgerTransaction, Wallet
from points.rules import NegativeSale
from tests.points.making import TODAY, TOMORROW, YESTERDAY, fact, held, rule, sell
from tests.support.cast import START, Cast
from tests.support.stage import Stage


def transactions() -> int:
    return session.scalar(select(func.count()).select_from(LedgerTransaction)) or 0


def test_a_sale_earns_its_rep_points(books: Cast) -> None:
    rule()
    earned = sell(fact(books, 1, amount_cents=12_990), fact(books, 2, amount_cents=300_000))
    assert earned.points == {books.karim.wallet_id: 312}
    assert set(earned.transactions) == {"sale-line:1", "sale-line:2"}
    assert held(books.karim.wallet_id) == (312, 0)


def test_the_same_lines_again_earn_nothing_more(books: Cast) -> None:
    rule()
    sell(fact(books, 1))
    assert sell(fact(books, 1), fact(books, 2)).points == {books.karim.wallet_id: 300}
    assert held(books.karim.wallet_id) == (600, 0)


def test_a_line_before_the_rule_begins_earns_nothing(books: Cast) -> None:
    rule(starts_on=TODAY)
    assert sell(fact(books, sold_on=YESTERDAY)).points == {}
    assert transactions() == 0


def test_a_rule_counts_on_its_last_day_and_not_after(books: Cast) -> None:
    rule(ends_on=TODAY)
    assert sell(fact(books, 1)).points == {books.karim.wallet_id: 300}
    assert sell(fact(books, 2, sold_on=TOMORROW)).points == {}


def test_each_line_counts_by_the_version_of_its_own_day(books: Cast) -> None:
    rule()
    rule(starts_on=TOMORROW, points=3)
    sell(fact(books, 1, sold_on=TODAY), fact(books, 2, sold_on=TOMORROW))
    assert held(books.karim.wallet_id) == (300 + 900, 0)


def test_several_rules_add_up_in_one_transaction(books: Cast) -> None:
    rule()
    rule(code="bonus", kind="per_unit", points=7, per=1)
    rule(code="purchases", beneficiary="buying_company", points=2)
    earned = sell(fact(books, 1, quantity=3, buying_company_id=books.vauban.id))
    assert earned.points == {books.karim.wallet_id: 321, books.vauban.wallet_id: 600}
    assert transactions() == 1


def test_the_selling_company_earns_where_the_rule_says_so(books: Cast) -> None:
    rule(beneficiary="selling_company")
    assert sell(fact(books, rep_id=None)).points == {books.merel.wallet_id: 300}


def test_a_line_without_its_beneficiary_earns_nothing(books: Cast) -> None:
    rule()
    rule(code="purchases", beneficiary="buying_company")
    assert sell(fact(books, rep_id=None)).points == {}


def test_a_rule_may_be_meant_for_some_ranges_only(books: Cast) -> None:
    rule(range_ids=(books.accessories.id,))
    valve = {"product_id": books.valve.id, "range_id": books.accessories.id}
    assert sell(fact(books, 1), fact(books, 2, **valve)).points == {books.karim.wallet_id: 300}


def test_a_rule_may_be_meant_for_some_kinds_of_companies_only(books: Cast) -> None:
    rule(beneficiary="buying_company", company_kinds=("installer",))
    bought = [
        fact(books, n, buying_company_id=firm.id) for n, firm in enumerate((books.vauban, books.sanelec), 1)
    ]
    assert sell(*bought).points == {books.vauban.wallet_id: 300}


def test_a_range_multiplies_and_a_product_beats_its_range(books: Cast) -> None:
    rule(range_times={books.pumps.id: 20_000}, product_times={books.pac_12.id: 35_000})
    sell(fact(books, 1), fact(books, 2, product_id=books.pac_12.id))
    assert held(books.karim.wallet_id) == (600 + 1_050, 0)


def test_a_return_does_not_earn(books: Cast) -> None:
    rule()
    for wrong in ({"quantity": -1}, {"amount_cents": -5}):
        with pytest.raises(NegativeSale):
            sell(fact(books, 1), fact(books, 2, **wrong))
    assert transactions() == 0


def test_a_wallet_opens_with_its_first_points(books: Cast) -> None:
    rule()
    with transaction():
        session.delete(session.get_one(Wallet, books.yann.wallet_id))
    assert wallet_of_person(books.yann.id) is None
    earned = sell(fact(books, rep_id=books.yann.id))
    assert earned.points == {wallet_of_person(books.yann.id): 300}


def test_wallets_are_opened_once(books: Cast) -> None:
    for _ in range(2):
        with transaction():
            found = open_wallets({books.karim.id}, {books.merel.id}, START)
        assert found == {
            ("person", books.karim.id): books.karim.wallet_id,
            ("company", books.merel.id): books.merel.wallet_id,
        }
    assert wallet_of_company(books.merel.id) == books.merel.wallet_id


def test_a_usual_earning_is_the_mean_of_the_latest(books: Cast) -> None:
    rule()
    assert average_recent_earning(books.karim.wallet_id) == 0
    sell(fact(books, 1, amount_cents=100_000), fact(books, 2, amount_cents=201_000))
    assert average_recent_earning(books.karim.wallet_id) == 150
    for wallet in (books.karim.wallet_id, books.lea.wallet_id, 999_999):
        assert purse(wallet, START.date()) == (
            balance(wallet, START.date()).available,
            average_recent_earning(wallet),
        )


sales = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200_000)), min_size=1, max_size=8)


@given(sales, st.randoms(use_true_random=False), st.integers(1, 8))
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_neither_the_order_of_lines_nor_the_cut_of_files_changes_a_point(
    stage: Stage, books: Cast, drawn: list[tuple[int, int]], shuffle: object, cut: int
) -> None:
    stage.written = True
    stage.put_back("cast")
    stage.written = True
    rule(range_times={books.pumps.id: 15_000})
    facts: list[SaleFact] = [fact(books, n, quantity=q, amount_cents=a) for n, (q, a) in enumerate(drawn, 1)]
    expected = sum(amount // 1_000 * 3 // 2 for _, amount in drawn)
    shuffle.shuffle(facts)  # type: ignore[attr-defined]
    for start in range(0, len(facts), cut):
        sell(*facts[start : start + cut])
    sell(*facts)
    assert held(books.karim.wallet_id) == (expected, 0)
