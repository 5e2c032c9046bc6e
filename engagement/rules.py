"""Joining, years, bringing others in, merging: pure rules and every refusal as a sentence."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.rules import N_, Refused

#: Letters and digits that nobody mistakes for one another when read aloud.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8
#: How long the account manager's QR can be used: a conversation at a counter.
ASSISTED_FOR = timedelta(minutes=15)
#: How late an anniversary is still noticed: a clock that stood still for a month heals by itself.
LATE = timedelta(days=31)
SIREN_DIGITS = 9


class AlreadyDecided(Refused):
    """Somebody else was quicker, or it was sent twice."""

    sentence = N_("This was decided meanwhile: reload the page to see how.")


class AnswerMissing(Refused):
    """Whoever asked reads it."""

    sentence = N_("Say why: the person will read it.")


class InviteOver(Refused):
    """The account manager's QR was used or is too old."""

    sentence = N_("This code has been used or is too old: ask for a new one.")


class NobodyNamed(Refused):
    """An act of nobody."""

    sentence = N_("Name at least one person or company.")


class UnknownNames(Refused):
    """Neither a person's code or address nor a company's code."""

    sentence = N_("Nobody is known under: %(names)s.")


class NotYet(Refused):
    """An act of tomorrow."""

    sentence = N_("This day has not come yet: choose today or an earlier one.")


class UnknownAct(Refused):
    """No rule rewards it."""

    sentence = N_("No rule of the programme rewards this.")


class MergesWithItself(Refused):
    """A company becomes part of another one."""

    sentence = N_("Choose another company: one cannot become part of itself.")


class HasLeft(Refused):
    """It is closed or merged."""

    sentence = N_("%(company)s has left the programme already.")


class SponsorStays(Refused):
    """The portal is the sponsor's."""

    sentence = N_("The sponsor itself can be neither merged nor closed.")


class TooSoon(Refused):
    """Points are not taken away from one minute to the next."""

    sentence = N_("Leave the points at least until %(earliest)s: people need time to spend them.")


class House(NamedTuple):
    """What says whether two companies belong together."""

    company_id: int
    siret: str | None
    parent_id: int | None


def related(one: House, other: House) -> bool:
    """Whether two companies are one, establishments of one legal person (SIREN), or parent and daughter."""
    if one.company_id == other.company_id:
        return True
    same_person = one.siret and other.siret and one.siret[:SIREN_DIGITS] == other.siret[:SIREN_DIGITS]
    one_parent = one.parent_id is not None and one.parent_id == other.parent_id
    return (
        bool(same_person or one_parent)
        or one.company_id == other.parent_id
        or other.company_id == one.parent_id
    )


def in_time(launched: datetime, joined: datetime, hours: int) -> bool:
    """Whether somebody joined within so many hours of the launch, that instant included; 0 for whenever."""
    if joined < launched:
        return False
    return not hours or joined - launched <= timedelta(hours=hours)


def anniversary(since: date, year: int) -> date:
    """The day on which years are complete: who joined on 29 February has it on the 28th of a common year."""
    try:
        return since.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def anniversaries(since: date, first: date, last: date) -> list[tuple[int, date]]:
    """(complete years, day) of each anniversary between two days, both included."""
    days = [(year - since.year, anniversary(since, year)) for year in range(first.year, last.year + 1)]
    return [(years, day) for years, day in days if years > 0 and first <= day <= last]


def code_from(noise: bytes) -> str:
    """A code of CODE_LENGTH characters from as many random bytes."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in noise[:CODE_LENGTH])


def tidy_code(text: str) -> str:
    """A code as somebody typed it: capitals, no blanks or dashes."""
    return "".join(c for c in text.upper() if c.isalnum())[:20]
