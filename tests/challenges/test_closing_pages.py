"""Pages of the end: a score contested and answered, a result read by two, what was won."""

from datetime import date

import pytest

from challenges.document.parts import Prize, Step
from challenges.life import rounds
from core.clock import clock
from core.database import transaction
from tests.catalog.scene import a_reward, rewardable
from tests.challenges.certifying import finish
from tests.challenges.playing import CERTIFIES, ENDS, count, playing, sold, state
from tests.challenges.selling import bring
from tests.support.browser import Browser
from tests.support.cast import Cast

FIRST = date(2026, 10, 13)


@pytest.fixture
def over(cast: Cast) -> int:
    """Karim before Bruno, a step paid to Karim, frozen."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        a_reward()
    made = playing(
        prizes=(Prize(1, 1, 600, "drill"), Prize(2, 2, 100), Prize(3, 3, 50)), steps=(Step(3, 40),)
    )
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id), sold(cast.bruno, 2, FIRST, cast.pac_8.id))
    count(made)
    clock.freeze(ENDS)
    rounds.move_due(ENDS)
    return made


def test_a_member_contests_and_staff_answer(cast: Cast, visitor: Browser, over: int):
    karim = visitor.as_(cast.karim)
    page = karim.get("/challenges/autumn/appeals")
    sent = karim.submit(page, "Envoyer la contestation", document="FA-9", words="Deux pièces manquent.")
    assert sent.says("attend une réponse")
    assert sent.says("Deux pièces manquent.")
    clock.freeze(CERTIFIES)
    rounds.move_due(CERTIFIES)
    claire = visitor.as_(cast.claire)
    assert claire.get("/staff/challenges/autumn/result").says("D’abord les contestations")
    page = claire.get("/staff/challenges/autumn/appeals")
    assert page.says("Karim Benali")
    claire.submit(page, "Refuser la contestation", words="Elle est de novembre.")
    assert visitor.as_(cast.karim).get("/challenges/autumn/appeals").says("Elle est de novembre.")
    assert claire.get("/staff/challenges/autumn/appeals").says("refusée")
    rounds.move_due(CERTIFIES)
    assert claire.get("/staff/challenges/autumn/result").has_button("Certifier le résultat")


def test_an_answer_without_words_is_asked_again(cast: Cast, visitor: Browser, over: int):
    karim, claire = visitor.as_(cast.karim), visitor.as_(cast.claire)
    karim.submit(karim.get("/challenges/autumn/appeals"), "Envoyer la contestation", words="Il manque.")
    page = claire.get("/staff/challenges/autumn/appeals")
    again = claire.submit(page, "Accepter la contestation", words="", status=422)
    assert again.has_button("Accepter la contestation")


def test_nobody_contests_for_others_or_too_late(cast: Cast, visitor: Browser, over: int):
    visitor.as_(cast.ines).get("/challenges/autumn/appeals", status=404)
    visitor.as_(cast.ines).get("/challenges/autumn/prizes", status=404)
    clock.freeze(CERTIFIES)
    page = visitor.as_(cast.karim).get("/challenges/autumn/appeals")
    assert page.says("Les scores ne peuvent plus être contestés")
    assert not page.has_button("Envoyer la contestation")


def test_a_result_is_proposed_by_one_and_certified_by_another(cast: Cast, visitor: Browser, over: int):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/result")
    assert page.says("Les scores peuvent encore être contestés")
    clock.freeze(CERTIFIES)
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/result")
    page = claire.submit(page, "Proposer le résultat")
    assert page.says("Vous avez proposé ce résultat")
    assert not page.has_button("Certifier le résultat")
    assert state(over) == "closing"


def test_sales_after_the_proposal_are_read_before_it_is_certified(cast: Cast, visitor: Browser, over: int):
    clock.freeze(CERTIFIES)
    rounds.move_due(CERTIFIES)
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/result")
    bring(sold(cast.lea, 9, FIRST, cast.pac_8.id))
    page = claire.submit(page, "Certifier le résultat")
    assert page.says("elle est tombée et a été refaite")
    page = claire.submit(page, "Certifier le résultat")
    assert page.says("Le résultat est certifié.")
    page = claire.submit(page, "Payer les prix")
    assert state(over) == "paid"


def test_what_was_won_is_said_with_what_became_of_it(cast: Cast, visitor: Browser, over: int):
    karim = visitor.as_(cast.karim)
    page = karim.get("/challenges/autumn/prizes")
    assert page.says("Palier de 3 atteint")
    assert page.says("+40")
    assert visitor.as_(cast.lea).get("/challenges/autumn/prizes").says("Rien de gagné encore")
    finish(CERTIFIES)
    page = karim.get("/challenges/autumn/prizes")
    assert page.says("Rang 1")
    assert page.says("commandé pour vous : Perceuse")


def test_an_extra_prize_is_asked_for_on_the_page(cast: Cast, visitor: Browser, over: int):
    finish(CERTIFIES)
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/result")
    assert page.says("est commandé")
    page = claire.submit(page, "Demander un prix supplémentaire", points="30", reason="Pour l’élan")
    assert page.says("Vous l’avez demandé")
    page = claire.submit(page, "Demander un prix supplémentaire", points="99999", reason="Trop", status=409)
    assert page.says("au plus")


def test_pages_of_the_end_are_the_administrators_alone(cast: Cast, visitor: Browser, over: int):
    for path in ("result", "appeals"):
        visitor.as_(cast.hugo).get(f"/staff/challenges/autumn/{path}", status=403)
