"""What points say of themselves, in both languages."""

from datetime import date

import pytest
from flask_babel import force_locale
from sqlalchemy import update

from core.database import session, transaction
from points.ledger.history import history
from points.models import LedgerTransaction
from points.queries import rules_in_force
from points.sentences.rule import explain, rule_sentence
from points.sentences.words import words_for
from points.statements.telling import months, tell
from products.models import Product, Range
from tests.points.making import fact, give, rule, sell
from tests.support.browser import plain
from tests.support.cast import Cast


def said(language: str) -> str:
    """The latest earning, explained."""
    found = session.query(LedgerTransaction).order_by(LedgerTransaction.id.desc()).first()
    assert found
    return plain(explain(found.facts, language))


def test_an_earning_explains_itself(books: Cast) -> None:
    rule(range_times={books.accessories.id: 20_000})
    valves = {"product_id": books.valve.id, "range_id": books.accessories.id}
    sell(fact(books, quantity=12, amount_cents=120_000, **valves))
    thing, family = books.valve.name, books.accessories.name
    english = f"12 × {thing} for €1,200 at 1 point per €10, × 2 for {family} = 240 points"
    assert said("en") == english


def test_a_rule_by_the_piece_says_so(books: Cast) -> None:
    rule(kind="per_unit", points=5, per=1)
    sell(fact(books, quantity=4))
    assert said("en") == f"4 × {books.pac_8.name} at 5 points apiece = 20 points"


def test_a_products_own_multiplier_is_named_by_the_product(books: Cast) -> None:
    rule(product_times={books.pac_8.id: 15_000})
    sell(fact(books, amount_cents=100_000))
    assert said("en").endswith(f"× 1.5 for {books.pac_8.name} = 150 points")


def test_each_wallet_reads_its_own_part(books: Cast) -> None:
    rule()
    rule(code="purchases", beneficiary="buying_company", points=2)
    sell(fact(books, buying_company_id=books.vauban.id))
    with force_locale("en"):
        lines = [
            tell(history(w), w)[0].said.sentences[0] for w in (books.karim.wallet_id, books.vauban.wallet_id)
        ]
    assert [plain(line).split(" = ")[1] for line in lines] == ["300 points", "600 points"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Each sale earns its seller 1 point per €10. Example: a sale of €1,234 = 123 points."),
        (
            {"beneficiary": "buying_company", "kind": "per_unit", "points": 5, "per": 3},
            "Each purchase earns the company that buys 5 points per 3 pieces. Example: 7 pieces = 10 points.",
        ),
        (
            {"company_kinds": ("installer", "distributor")},
            "Each sale earns its seller 1 point per €10. It is meant for distributors and installers. "
            "Example: a sale of €1,234 = 123 points.",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence_with_an_example(
    books: Cast, changes: dict[str, object], words: str
) -> None:
    rule(**changes)
    assert plain(rule_sentence(rules_in_force()[0], words_for([]), "en")) == words


def test_a_multiplied_range_is_part_of_the_example(books: Cast) -> None:
    rule(range_times={books.accessories.id: 20_000}, range_ids=(books.accessories.id, books.pumps.id))
    text = plain(rule_sentence(rules_in_force()[0], words_for([]), "en"))
    assert f"Points count × 2 for {books.accessories.name}." in text
    assert f", or 246 points for {books.accessories.name}." in text


def test_movements_are_grouped_by_the_month_in_which_they_were_written(books: Cast) -> None:
    give(books.karim.wallet_id, 5, "a")
    rule()
    sell(fact(books, sold_on=date(2026, 9, 30)))
    with force_locale("en"):
        found = months(history(books.karim.wallet_id), books.karim.wallet_id)
    assert [(month.name, len(month.lines)) for month in found] == [("October 2026", 2)]
    assert [plain(one.said.amount) for one in found[0].lines] == ["+300", "+5"]


def test_a_sale_of_last_month_stands_on_the_day_it_came_and_says_its_own(books: Cast) -> None:
    rule()
    sell(fact(books, 1, sold_on=date(2026, 9, 30), document="FA-9"), fact(books, 2, document="FA-10"))
    with force_locale("fr"):
        late, now = tell(history(books.karim.wallet_id)[::-1], books.karim.wallet_id)
    assert [plain(word) for word in (late.said.lead, late.said.sub)] == ["15 oct.", "FA-9 · du 30 sept."]
    assert [plain(word) for word in (now.said.lead, now.said.sub)] == ["15 oct.", "FA-10"]


def test_a_movement_is_never_told_with_the_name_of_yesterday(books: Cast) -> None:
    rule()
    sell(fact(books, 1))
    wallet = books.karim.wallet_id
    with force_locale("en"):
        before = tell(history(wallet), wallet)[0].said
        with transaction():
            session.execute(update(Product).values(name="Aéra 9"))
            session.execute(update(Range).values(name="Air"))
        after = tell(history(wallet), wallet)[0].said
    assert "Aéra 9" not in before.title + before.sentences[0]
    assert "Aéra 9" in after.title
    assert "Aéra 9" in after.sentences[0]


def test_two_sales_written_alike_at_another_moment_are_told_apart(books: Cast) -> None:
    rule()
    sell(fact(books, 1, sold_on=date(2026, 10, 14)), fact(books, 2, sold_on=date(2026, 10, 13)))
    wallet = books.karim.wallet_id
    with force_locale("en"):
        said = [one.said for one in tell(history(wallet), wallet)]
    assert len({one.lead for one in said}) == 2
