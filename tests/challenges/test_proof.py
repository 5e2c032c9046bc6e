"""Why am I 7th: each sale with what it brought, each that brought nothing with its reason."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select

from challenges import actions
from challenges.document.parts import Caps, Counts, Metric, Step, Teams
from challenges.life import rounds
from challenges.models import LineReview
from challenges.pages import proof_words
from challenges.proof.proofs import OTHER
from challenges.rules.facts import REASONS
from challenges.scoring import counting
from core.clock import clock
from core.database import insert, session, transaction
from sales import returns
from sales.models import SaleLine
from sales.returns import Comeback
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.browser import Browser
from tests.support.cast import START, Cast

TODAY = date(2026, 10, 14)


def begin(**changes: Any) -> int:
    clock.freeze(START)
    with transaction():
        made = actions.save_draft(replace(document(), **changes), START, "shell")
        launch(made, START)
    rounds.move_due(START)
    rounds.refresh_open(START)
    return made


def sold(cast: Cast, thing: Any, units: int = 1, day: date = TODAY, cents: int = 10_000, **more: Any) -> Sale:
    return Sale(cast.merel.id, cast.karim.id, thing.id, units, day, cents, **more)


def look(cast: Cast, visitor: Browser, who: Any = None) -> Any:
    rounds.refresh_open(START)
    return visitor.as_(who or cast.karim).get("/challenges/autumn/proof")


def line(number: str) -> int:
    return session.scalars(select(SaleLine.id).where(SaleLine.document == number)).one()


def test_every_reason_for_which_a_fact_does_not_count_has_its_words(cast: Cast, visitor: Browser):
    one = type("One", (), {"document": document(), "settled": False})()
    with current_app.test_request_context():
        told = {reason for reason, _ in proof_words.left_out(one)} | set(OTHER)
    assert told == set(REASONS)


def test_a_sale_left_out_by_a_person_says_so_in_their_words(cast: Cast, visitor: Browser):
    made = begin()
    bring(sold(cast, cast.pac_8, 2, document="FA-1"), sold(cast, cast.pac_8, 3, document="FA-2"))
    with transaction():
        session.execute(
            insert(LineReview).values(
                challenge_id=made,
                line_id=line("FA-2"),
                pattern="splitting",
                counts=False,
                reason="Même commande que FA-1.",
                at=START,
                by="person:1",
            )
        )
        counting.again(made, [cast.karim.id], START)
    page = look(cast, visitor)
    assert page.says("Écartées après vérification")
    assert page.says("Même commande que FA-1.")
    assert page.the(".row-total .row-value").get_text(strip=True) == "2"


def test_a_limit_says_which_sale_it_cut(cast: Cast, visitor: Browser):
    begin(caps=Caps(day=3))
    bring(sold(cast, cast.pac_8, 2), sold(cast, cast.pac_8, 4))
    page = look(cast, visitor)
    assert page.says("plafond du jour atteint")
    assert page.the(".row-total .row-value").get_text(strip=True) == "3"


def test_what_came_back_other_products_and_the_other_kind_each_say_why(cast: Cast, visitor: Browser):
    begin(counts=Counts(ranges=("PUMPS",), excluded=("PAC-12",)))
    bring(
        sold(cast, cast.pac_8, 1, document="FA-1"),
        sold(cast, cast.pac_12, 1, document="FA-2"),
        sold(cast, cast.valve, 1, document="FA-3"),
    )
    with transaction():
        returns.record(line("FA-1"), Comeback(1, TODAY, None, "Cassé."), "once", START, "shell")
    page = look(cast, visitor)
    assert page.says("Reprises en entier")
    assert page.says("Produits que le règlement écarte")
    assert page.says("Autres produits")
    assert page.the(".row-total .row-value").get_text(strip=True) == "0"


def test_the_proof_tells_prizes_weeks_and_how_equals_are_told_apart(cast: Cast, visitor: Browser):
    begin(steps=(Step(2, 100),), places=50)
    bring(sold(cast, cast.pac_8, 2, date(2026, 10, 13)))
    page = look(cast, visitor)
    assert page.says("Ce que vous avez gagné")
    assert page.says("100")
    assert page.says("Semaine 1")
    assert page.says("Vous avez atteint le vôtre le 13 octobre")


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics": (Metric("active_days"),), "counts": Counts()},
        {"metrics": (Metric("amount", 1, 100), Metric("products", 5))},
        {"competitor": "selling_company"},
        {"competitor": "team", "teams": Teams()},
        {"ties": "share"},
        {"ties": "each", "places": 50},
    ],
)
def test_the_page_stands_for_every_kind_of_score(cast: Cast, visitor: Browser, changes: dict[str, Any]):
    begin(**changes)
    bring(sold(cast, cast.pac_8, 2), Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, TODAY, 90_000))
    page = look(cast, visitor)
    assert page.says("Ce qui compte")
    assert not page.says("90 000")
    assert not page.says("900 €")
