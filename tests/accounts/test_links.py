"""One-time links: usable once, for a while, by whoever was meant."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts import actions, links, passwords
from accounts import sign_in as entry
from accounts.models import OneTimeLink, Person, SignIn
from accounts.rules import LinkSpent, PasswordTooShort, Throttled, WrongCredentials
from core.clock import clock
from core.database import session, transaction
from core.outbox import Mail
from tests.faults.race import meeting, race
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.stage import Stage

PASSWORD = "un bon café le matin"


def invited(cast: Cast) -> str:
    with transaction():
        return links.invite(cast.karim.id, START, "shell").removeprefix("/links/")


def test_an_invitation_is_mailed_taken_up_and_spent(cast: Cast, visitor: Browser) -> None:
    invited(cast)
    mail = session.scalars(select(Mail)).one()
    found = re.search(r"/links/\S+", mail.body)
    assert found
    page = visitor.get(found.group())
    assert page.h1 == "Bienvenue, Karim"
    inside = visitor.submit(page, "Choisir ce mot de passe", password=PASSWORD)
    assert inside.url == "/"
    assert visitor.get("/me").says("Karim Benali")
    again = Browser(visitor.app).get(found.group(), 410)
    assert again.h1 == "Ce lien ne fonctionne plus"


def test_a_link_is_kept_as_a_hash(cast: Cast) -> None:
    token = invited(cast)
    assert len(token) >= 43
    assert session.scalars(select(OneTimeLink.token_hash)).one() != token


def test_a_weak_password_does_not_spend_the_link(cast: Cast) -> None:
    token = invited(cast)
    with pytest.raises(PasswordTooShort):
        entry.take_up(token, "court", START)
    assert entry.take_up(token, PASSWORD, START)
    with pytest.raises(LinkSpent):
        entry.take_up(token, PASSWORD, START)


@pytest.mark.parametrize(
    ("after", "works"), [(timedelta(days=7), False), (timedelta(days=6, hours=23), True)]
)
def test_an_invitation_holds_for_seven_days(cast: Cast, after: timedelta, works: bool) -> None:
    token = invited(cast)
    if works:
        assert entry.take_up(token, PASSWORD, START + after)
    else:
        with pytest.raises(LinkSpent):
            entry.take_up(token, PASSWORD, START + after)


def test_a_forgotten_password_gives_a_link_for_half_an_hour_and_ends_every_session(
    cast: Cast, visitor: Browser
) -> None:
    old = visitor.as_(cast.karim)
    page = visitor.submit(visitor.get("/forgotten"), "Envoyer le lien", email=" KARIM@example.test ")
    assert page.says("un lien vient de partir")
    mail = session.scalars(select(Mail)).one()
    path = re.search(r"/links/\S+", mail.body)
    assert path
    clock.freeze(START + timedelta(minutes=29))
    visitor.submit(visitor.get(path.group()), "Choisir ce mot de passe", password=PASSWORD)
    assert old.get("/me", 303)
    assert session.scalars(select(Mail.subject).order_by(Mail.id.desc())).first() == (
        "Votre mot de passe pour Club Tandem a été changé"
    )


def test_an_unknown_address_gets_the_same_answer_and_no_mail(cast: Cast, visitor: Browser) -> None:
    known = visitor.submit(visitor.get("/forgotten"), "Envoyer le lien", email="karim@example.test")
    unknown = visitor.submit(visitor.get("/forgotten"), "Envoyer le lien", email="xxxxx@example.test")
    closed = visitor.submit(visitor.get("/forgotten"), "Envoyer le lien", email="dora@example.test")
    assert known.text.replace("karim@", "") == unknown.text.replace("xxxxx@", "")
    assert known.text.replace("karim@", "") == closed.text.replace("dora@", "")
    assert session.scalar(select(func.count()).select_from(Mail)) == 1


def test_asking_too_often_is_slowed_by_address_and_silent_by_account(cast: Cast) -> None:
    for n in range(8):
        links.forgot("karim@example.test", START, f"192.0.2.{n}")
    assert session.scalar(select(func.count()).select_from(Mail)) == 5
    for n in range(5):
        links.forgot(f"nobody{n}@example.test", START, "198.51.100.1")
    with pytest.raises(Throttled):
        links.forgot("nobody@example.test", START, "198.51.100.1")


def test_a_new_password_kills_the_links_sent_before(cast: Cast) -> None:
    token = invited(cast)
    with transaction():
        entry.set_password(cast.karim.id, PASSWORD, START, "shell")
    with pytest.raises(LinkSpent):
        links.usable(token, START)


def test_a_closed_account_has_no_usable_link(cast: Cast) -> None:
    token = invited(cast)
    with transaction():
        actions.disable(cast.karim.id, START, "shell")
    with pytest.raises(LinkSpent):
        links.usable(token, START)


def test_taking_up_a_link_ends_a_lock_out(cast: Cast) -> None:
    for n in range(6):
        with pytest.raises(WrongCredentials if n < 5 else Throttled):
            entry.sign_in(cast.karim.email, "wrong", f"192.0.2.{n}", "", START)
    entry.take_up(invited(cast), PASSWORD, START)
    assert entry.sign_in(cast.karim.email, PASSWORD, "192.0.2.99", "", START)


@pytest.mark.faults
def test_of_thirty_takers_one_gets_in(cast: Cast, stage: Stage) -> None:
    token = invited(cast)
    before = session.scalar(select(func.count()).select_from(SignIn)) or 0
    outcomes = race(stage, lambda _: bool(entry.take_up(token, PASSWORD, START)), threads=6)
    assert outcomes == {"True": 1, "LinkSpent": 29}
    assert session.scalar(select(func.count()).select_from(SignIn)) == before + 1


@pytest.mark.faults
def test_without_the_conditional_update_several_get_in(
    cast: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = invited(cast)
    monkeypatch.setattr(links, "_use_up", lambda link_id, at: cast.karim.id)
    both_have_looked, hashed = meeting(), passwords.hash_password(PASSWORD)

    def slowly(_: str) -> str:
        both_have_looked()
        return hashed

    monkeypatch.setattr(passwords, "hash_password", slowly)
    outcomes = race(stage, lambda _: bool(entry.take_up(token, PASSWORD, START)), threads=6)
    assert outcomes["True"] > 1


def test_nobody_is_there_on_a_fresh_installation(app: Flask) -> None:
    assert session.scalar(select(func.count()).select_from(Person)) == 0
