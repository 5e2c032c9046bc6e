"""Pure rules: where a sign-in may lead, which passwords are refused, how long a guesser waits."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from accounts import passwords, rules
from accounts.browsers import browser_name
from accounts.identifiers import email_key
from core.rules import Refused
from core.settings import Argon2

HOSTILE = [
    "//evil.test", "///evil.test", "/\\evil.test", "\\/evil.test", "\\\\evil.test", "https:evil.test",
    "https://evil.test", "http:///evil.test", "javascript:alert(1)", "data:text/html,x", "evil.test",
    "/\tevil", "/\n/evil.test", "/\r\nSet-Cookie: a=b", "\t//evil.test", " //evil.test", "/\x00/evil.test",
    "//%E3%80%82evil.test", "/。evil.test", "//user@evil.test", "@evil.test", "/" + "a" * 600,
    "/%5cevil.test", "/%5C/evil.test", "", None, "?next=/", "./x", "../x",
]  # fmt: skip


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_target_leads_home(target: str | None) -> None:
    assert rules.safe_path(target) == "/"


@pytest.mark.parametrize(
    "target", ["/", "/me", "/challenges/cap-sur-les-pac?week=2", "/rewards?q=%C3%A9t%C3%A9"]
)
def test_a_path_of_ours_is_kept(target: str) -> None:
    assert rules.safe_path(target) == target


@given(st.text(max_size=60))
def test_nothing_leads_elsewhere(target: str) -> None:
    kept = rules.safe_path(target)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert "\\" not in kept
    assert kept.isprintable()


def test_a_waits_length_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [rules.wait_after(tries).total_seconds() for tries in (0, 4, 5, 6, 7, 11, 12, 40)]
    assert waits == [0, 0, 15, 30, 60, 900, 900, 900]


def test_a_wait_is_said_in_seconds_then_in_minutes() -> None:
    assert "in 15 s." in str(rules.Throttled(timedelta(seconds=15)))
    assert "in 2 min." in str(rules.Throttled(timedelta(seconds=91)))


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("neuf car.", rules.PasswordTooShort),
        ("x" * 129, rules.PasswordTooLong),
        ("azertyuiop", rules.PasswordTooCommon),
        ("Motdepasse1!", rules.PasswordTooCommon),
        ("P@ssw0rd2026", rules.PasswordTooCommon),
        ("1234567890", rules.PasswordTooCommon),
        ("aaaaaaaaaaaaa", rules.PasswordTooCommon),
        ("abababababab", rules.PasswordTooCommon),
        ("qwertyuiopas", rules.PasswordTooCommon),
        ("Benali2026!", rules.PasswordTooNear),
        ("ClubTandem1", rules.PasswordTooNear),
        ("merel-2026!", rules.PasswordTooNear),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(
    app: Flask, password: str, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        passwords.check(password, False, ("Karim", "Benali", "karim.benali", "Comptoir Mérel"))


@pytest.mark.parametrize(
    "password",
    [
        " leading space is kept",
        "un bon café le matin",
        "🚲🚲🚲 à deux sur la route",
        "x7-Gf2!kq9Lp",
        "k" * 40 + "abcdefgh",
    ],
)
def test_a_long_odd_password_is_taken_as_it_is(app: Flask, password: str) -> None:
    passwords.check(password, True, ("Karim", "Benali"))
    stored = passwords.hash_password(password)
    assert passwords.matches(stored, password)
    assert not passwords.matches(stored, password.strip() + "x")


def test_staff_need_two_characters_more(app: Flask) -> None:
    passwords.check("x7-Gf2!kq9", False, ())
    with pytest.raises(rules.PasswordTooShort):
        passwords.check("x7-Gf2!kq9", True, ())


def test_composed_and_decomposed_accents_are_one_password(app: Flask) -> None:
    stored = passwords.hash_password("un caf\u00e9 br\u00fblant")
    assert passwords.matches(stored, "un cafe\u0301 bru\u0302lant")


def test_nobodys_hash_matches_nothing(app: Flask) -> None:
    assert not passwords.matches(None, "nobody signs in with this")


def test_a_hash_costs_at_least_what_owasp_asks() -> None:
    cost = Argon2()
    assert (cost.memory_kib >= 19 * 1024, cost.passes >= 2, cost.lanes >= 1) == (True, True, True)


@given(st.emails())
def test_an_addresss_key_is_steady(email: str) -> None:
    key = email_key(email)
    assert key == email_key(key) == email_key(email.upper()) == email_key(f" {email}\u200b")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Android 15; Mobile) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_named_as_people_name_it(app: Flask, agent: str, name: str) -> None:
    with app.test_request_context():
        assert browser_name(agent) == name
