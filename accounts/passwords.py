"""Passwords: argon2id at the installation's cost, and which ones are refused (ASVS 5.0 V6.2)."""

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from accounts.rules import PasswordTooCommon, PasswordTooLong, PasswordTooNear, PasswordTooShort
from core.settings import Argon2, Settings
from core.text import fold

LEAST = 10
LEAST_FOR_STAFF = 12
MOST = 128
#: A word shorter than this may stand in a password by chance.
SHORTEST_WORD = 4
COMMON = Path(__file__).with_name("common_passwords.txt")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)
LEET = str.maketrans("013457$@!", "oieastsai")


def hash_password(password: str) -> str:
    """An argon2id hash; costs tens of milliseconds: never inside a transaction."""
    return _hasher(_settings().argon2).hash(_taken_as_is(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one; as slow for somebody unknown as for anybody."""
    cost = _settings().argon2
    try:
        _hasher(cost).verify(stored or _nobodys(cost), _taken_as_is(password)[:MOST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return _hasher(_settings().argon2).check_needs_rehash(stored)


def check(password: str, staff: bool, words: tuple[str, ...]) -> None:
    """Refuse a short, endless, common or guessable password; no rules about kinds of characters."""
    plain, least = _taken_as_is(password), LEAST_FOR_STAFF if staff else LEAST
    if len(plain) < least:
        raise PasswordTooShort(least=least)
    if len(plain) > MOST:
        raise PasswordTooLong(most=MOST)
    folded = fold(plain).replace(" ", "")
    if _common(folded):
        raise PasswordTooCommon
    for word in _words((*words, _settings().brand.name)):
        if word in folded and len(folded) - len(word) < least - 2:
            raise PasswordTooNear(word=word)


def _taken_as_is(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _common(folded: str) -> bool:
    bare = folded.strip("0123456789!?.*-_#$@&+")
    plain = {folded, bare, folded.translate(LEET), bare.translate(LEET)}
    return len(set(folded)) < 5 or _is_run(folded) or bool(plain & _known_common())


def _is_run(folded: str) -> bool:
    """Whether it only walks up or down the alphabet, the digits or a row of keys."""
    return any(folded in way * 2 for row in ROWS for way in (row, row[::-1]))


def _words(texts: tuple[str, ...]) -> list[str]:
    parts = {part for text in texts for part in fold(text).replace("@", " ").replace(".", " ").split()}
    return sorted(part for part in parts if len(part) >= SHORTEST_WORD)


@cache
def _known_common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def _hasher(cost: Argon2) -> PasswordHasher:
    return PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)


@cache
def _nobodys(cost: Argon2) -> str:
    """A hash that nobody's password has: what an unknown address is compared with."""
    return _hasher(cost).hash("nobody signs in with this")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
