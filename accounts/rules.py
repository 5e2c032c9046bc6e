"""Who may be whom: the refusals of this room, club names, throttling, and where a sign-in may lead."""

import hashlib
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from math import ceil
from typing import Final
from urllib.parse import urlsplit

from core.rules import N_, Refused

#: Words of club names: instruments and tools of the trade, the same in French and English where possible.
WORDS: Final = (
    "Compas Boussole Niveau Équerre Tournevis Sextant Rabot Truelle Cobalt Ambre Cuivre Laiton Indigo Safran "
    "Turquoise Granit Mercure Topaze Argile Basalte Corail Jade Ivoire Olive Zinc Nickel Étain Bronze Saphir "
    "Rubis Opale Quartz Graphite Mistral Tramontane Zénith Polaris Altaïr Véga Orion Comète Delta Sigma Oméga"
).split()

#: Tries that cost nothing before the wait begins, how long the first wait is, and the longest ones.
FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
#: After this long without a try, an account or address starts afresh.
MEMORY = timedelta(hours=1)


class CodeTaken(Refused):
    sentence = N_("The code “%(code)s” is taken.")


class EmailTaken(Refused):
    sentence = N_("Somebody already has the address “%(email)s”.")


class BadEmail(Refused):
    sentence = N_("“%(email)s” is not an e-mail address.")


class BadSiret(Refused):
    sentence = N_("“%(siret)s” is not a SIRET number: it has 14 digits and a control key.")


class SiretTaken(Refused):
    sentence = N_("Another company already has the SIRET number “%(siret)s”.")


class Missing(Refused):
    sentence = N_("A value is needed here.")


class TooLong(Refused):
    sentence = N_("At most %(most)s characters fit here.")


class NotOneOf(Refused):
    sentence = N_("“%(value)s” is not one of: %(known)s.")


class UnknownCompany(Refused):
    sentence = N_("No company has the code “%(code)s”.")


class UnknownPerson(Refused):
    sentence = N_("No person has the code “%(code)s”.")


class SponsorExists(Refused):
    sentence = N_("There is one sponsor already: %(name)s.")


class BadPeriod(Refused):
    sentence = N_("The last day comes before the first.")


class MandateOverlaps(Refused):
    sentence = N_("The same role at %(company)s already covers some of these days.")


class StaffOnly(Refused):
    sentence = N_("Administrators and account managers work for the sponsor, not for %(company)s.")


class NotAnAccountManager(Refused):
    sentence = N_("%(name)s is not an account manager: only they look after companies.")


class LastAdministrator(Refused):
    sentence = N_("%(name)s is the last administrator: name another one first.")


class ClubNameTaken(Refused):
    sentence = N_("Somebody else already goes by “%(pseudonym)s”.")


class CompanyLeft(Refused):
    sentence = N_("%(company)s has left the programme: nobody can join it any more.")


class AlreadyThere(Refused):
    sentence = N_("This is the role they hold at %(company)s already.")


class MovesTooEarly(Refused):
    sentence = N_("The role at %(company)s has only begun: choose %(earliest)s or a later day.")


class StaffStay(Refused):
    sentence = N_("%(name)s works for the sponsor: end that role first.")


class NoRoleYet(Refused):
    sentence = N_("%(name)s works for no company yet: give a role first.")


class WrongCredentials(Refused):
    sentence = N_("This address and this password do not go together.")


class LinkSpent(Refused):
    sentence = N_("This link has been used or has expired. Ask for a new one.")


class PasswordTooShort(Refused):
    sentence = N_("A password needs at least %(least)s characters. A sentence is a good one.")


class PasswordTooLong(Refused):
    sentence = N_("A password has at most %(most)s characters.")


class PasswordTooCommon(Refused):
    sentence = N_("Too many people use this password: it is one of the first to be tried.")


class PasswordTooNear(Refused):
    sentence = N_("This password contains “%(word)s”, which others can guess.")


class Throttled(Refused):
    """Too many tries; `wait` says how long to pause."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        seconds = max(1, ceil(wait.total_seconds()))
        if seconds <= 90:
            self.sentence = N_("Too many tries. Try again in %(seconds)s s.")
            super().__init__(seconds=seconds)
        else:
            self.sentence = N_("Too many tries. Try again in %(minutes)s min.")
            super().__init__(minutes=ceil(seconds / 60))


def pseudonym(code: str, taken: Container[str] = ()) -> str:
    """The club name of a person's code, like “Compas 214”; the same code gives the same name while free."""
    for turn in count():
        digest = int.from_bytes(hashlib.sha256(f"{code}:{turn}".encode()).digest()[:8], "big")
        name = f"{WORDS[digest % len(WORDS)]} {100 + digest // len(WORDS) % 900}"
        if name.casefold() not in taken:
            return name
    raise AssertionError("unreachable")


def overlap(first: date, last: date | None, other_first: date, other_last: date | None) -> bool:
    """Whether two periods of inclusive days share a day; None is open-ended."""
    return (last is None or other_first <= last) and (other_last is None or first <= other_last)


def wait_after(tries: int) -> timedelta:
    """How long to refuse after so many tries: nothing for the first five, then 15 s doubling up to 15 min."""
    beyond = tries - FREE_TRIES
    return timedelta(0) if beyond < 0 else min(FIRST_WAIT * 2 ** min(beyond, 20), LONGEST_WAIT)


def safe_path(target: str | None, otherwise: str = "/") -> str:
    """Where to go after signing in: a path of ours, else home (ASVS V3.7.2; CTFd's two bypasses)."""
    if not target or len(target) > 500 or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or not target.isascii() or not target.isprintable() or "%5c" in target.lower():
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc or parts.path.startswith("//") else target


@dataclass(frozen=True)
class CompanyRow:
    """A company as a file names it; the parent by its code."""

    code: str
    name: str
    kind: str
    parent: str = ""
    country: str = "FR"
    siret: str | None = None
    size: str = ""
    sector: str = ""
    region: str = ""
    city: str = ""
    #: yes, no (known from sales only) or empty (as it stands; new ones are members)
    member: str = ""


@dataclass(frozen=True)
class MandateRow:
    """A role at a company; without a first day it runs already, or from the day it is brought in."""

    company: str
    role: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class PersonRow:
    """A person as a file names them, with their roles."""

    code: str
    email: str
    first_name: str
    last_name: str
    language: str = "fr"
    pseudonym: str | None = None
    mandates: tuple[MandateRow, ...] = ()


@dataclass(frozen=True)
class Brought:
    """What an import changed: how many rows were new, changed, or as they stood."""

    new: int = 0
    changed: int = 0
    same: int = 0
