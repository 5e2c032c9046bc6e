"""Pages of versions, amendments, acceptance and series, walked through as staff and as a rep."""

from dataclasses import replace
from io import BytesIO

import pytest

from challenges import actions
from challenges.document.parts import Prize
from challenges.document.writing import to_toml
from challenges.life import acceptance, amendments, rounds, series
from challenges.models import Challenge
from core.database import session, transaction
from tests.challenges.documents import document
from tests.challenges.launching import foresee, launch
from tests.challenges.test_briefs import fr
from tests.support.cast import START, Cast

BEFORE = document()
BETTER = replace(BEFORE, prizes=(Prize(1, 1, 2000), *BEFORE.prizes[1:]), title_en="Heat pumps, and more")
SAID = {
    "baseline": "5000000",
    "growth": "20",
    "margin": "25",
    "generosity": "20",
    "points": "3500",
    "worth": "10",
}
HERE = "/staff/challenges/autumn"


@pytest.fixture
def running(cast: Cast) -> int:
    with transaction():
        made = actions.save_draft(BEFORE, START, "shell")
        launch(made, START)
    rounds.move_due(START)
    return made


def amend(challenge_id: int) -> None:
    with transaction():
        foresee(challenge_id, BETTER)
        amendments.publish(challenge_id, BETTER, BEFORE.last, "More to win", START, "shell")


def test_an_administrator_changes_compares_and_publishes(cast, visitor, running):
    visitor = visitor.as_(cast.claire)
    page = visitor.get(f"{HERE}/versions")
    assert page.says("Version 1")
    page = visitor.follow(page, "Modifier le règlement")
    page = visitor.submit(page, "Voir ce qui change", text=to_toml(BETTER))
    assert page.says("Prix 1, points 1 500 2 000")
    assert page.says("Publier la version 2 ?")
    assert page.says("Mis de côté désormais 3 500 pts")
    assert len(amendments.versions(running)) == 1
    assert not page.has_button("Publier l’avenant")
    page = visitor.submit(page, fr("Approve this forecast"), status=422, **SAID | {"growth": "0"})
    assert page.says("Sur la marge, ce challenge perd")
    page = visitor.submit(page, fr("Approve this forecast"), **SAID)
    assert len(amendments.versions(running)) == 1
    page = visitor.submit(page, "Publier l’avenant", reason="Davantage à gagner")
    assert page.says("Davantage à gagner")
    assert [one.version for one in amendments.versions(running)] == [1, 2]


def test_the_guided_form_leads_to_the_same_difference(cast, visitor, running):
    visitor = visitor.as_(cast.claire)
    page = visitor.get(f"{HERE}/amendment")
    page = visitor.follow(page, "Modifier avec le formulaire")
    page = visitor.submit(page, "Voir ce qui change", **{"prize-0-points": "2500"})
    assert page.says("Publier la version 2 ?")
    assert page.says("2 500")
    assert not page.says("Prix 2")


def test_what_may_not_change_is_said_with_its_line(cast, visitor, running):
    visitor = visitor.as_(cast.claire)
    page = visitor.get(f"{HERE}/amendment")
    worse = to_toml(BEFORE).replace('ties = "date"', 'ties = "share"').replace("metric", "metrc")
    page = visitor.submit(page, "Voir ce qui change", status=422, text=worse)
    assert page.says("vouliez-vous dire « metric »")
    worse = to_toml(BEFORE).replace('ties = "date"', 'ties = "share"')
    page = visitor.submit(page, "Voir ce qui change", status=422, text=worse)
    assert page.says("ligne 7, ties: Ne peut plus changer une fois le challenge lancé")
    assert len(amendments.versions(running)) == 1


def test_a_file_may_be_sent_instead(cast, visitor, running):
    visitor = visitor.as_(cast.claire)
    page = visitor.get(f"{HERE}/amendment")
    sent = (BytesIO(BETTER.canonical.encode()), "autumn.json")
    page = visitor.submit(page, "Voir ce qui change", file=sent)
    assert page.says("Publier la version 2 ?")


def test_what_was_published_meanwhile_is_read_again(cast, visitor, running):
    visitor = visitor.as_(cast.claire)
    page = visitor.get(f"{HERE}/amendment")
    page = visitor.submit(page, "Voir ce qui change", text=to_toml(BETTER))
    page = visitor.submit(page, fr("Approve this forecast"), **SAID)
    with transaction():
        other = replace(BEFORE, contest_days=9)
        amendments.publish(running, other, BEFORE.last, "More time", START, "shell")
    page = visitor.submit(page, "Publier l’avenant", reason="Davantage", status=409)
    assert page.says("Relisez-le")
    assert [one.reason for one in amendments.versions(running)] == ["", "More time"]


def test_a_rep_accepts_and_is_asked_again_after_an_amendment(cast, visitor, running):
    digest = session.get_one(Challenge, running).document_hash
    visitor = visitor.as_(cast.karim)
    page = visitor.get("/challenges/autumn/versions")
    page = visitor.submit(page, _label(digest))
    assert acceptance.accepted_by(running, cast.karim.id).keys() == {digest}
    assert not page.says("Acceptez-vous le règlement ?")
    assert not visitor.get("/challenges/autumn/versions").says("Acceptez-vous")
    amend(running)
    assert visitor.get("/challenges/autumn").says("Le règlement a changé")
    page = visitor.get("/challenges/autumn/versions")
    assert page.says("More to win")
    assert page.says("1 500")
    assert page.says("acceptée par vous")
    visitor.post(f"/challenges/autumn/acceptance/{digest}", status=409)
    visitor.submit(page, _label(BETTER.hash))
    assert acceptance.counts(running) == {digest: 1, BETTER.hash: 1}
    assert not visitor.get("/challenges/autumn").says("Le règlement a changé")


def _label(digest: str) -> str:
    return f"Accepter le règlement {digest[:4].upper()} {digest[4:8].upper()}"


def test_the_fingerprint_changes_on_every_surface(cast, visitor, running):
    amend(running)
    seal = f"{BETTER.hash[:4]} {BETTER.hash[4:8]}".upper()
    karim = visitor.as_(cast.karim)
    assert karim.get("/challenges/autumn").says(seal)
    assert karim.get("/challenges/autumn/versions").says(seal)
    assert visitor.as_(cast.claire).get(f"{HERE}/versions").says(seal)


def test_a_stranger_to_the_challenge_sees_none_of_its_versions(cast, visitor, running):
    visitor = visitor.as_(cast.ines)
    visitor.get("/challenges/autumn/versions", status=404)
    visitor.post(f"/challenges/autumn/acceptance/{BEFORE.hash}", status=404)


def test_a_challenge_comes_back_and_rests(cast, visitor, running):
    visitor = visitor.as_(cast.claire)
    page = visitor.get(HERE)
    page = visitor.follow(page, "Le faire revenir")
    page = visitor.submit(page, "Commencer la série", days="21")
    [one] = series.all_series()
    assert (one.code, one.every, one.days) == ("autumn", "quarter", 21)
    assert page.says("8 janvier 2027")
    page = visitor.submit(page, "Mettre la série en pause")
    assert page.says("en pause")
    page = visitor.submit(page, "Reprendre la série")
    assert page.says("en route")


def test_a_series_that_cannot_be_says_why_beside_its_field(cast, visitor, running):
    visitor = visitor.as_(cast.claire)
    page = visitor.get(f"{HERE}/series")
    page = visitor.submit(page, "Commencer la série", status=422, days="90")
    assert page.says("dépassent ensemble la période")
    assert series.all_series() == []
