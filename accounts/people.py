"""People: adding, editing, closing their accounts."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from accounts import rules
from accounts.companies import fitting, needed, one_of, sift
from accounts.identifiers import checked_email, email_key
from accounts.models import Mandate, OneTimeLink, Person, SignIn
from accounts.rules import ClubNameTaken, CodeTaken, EmailTaken, LastAdministrator
from core import audit, jobs
from core.clock import local_day
from core.database import session
from core.rules import Refused
from core.text import fold, tidy

LANGUAGES = ("fr", "en")
#: The counter that moves when a name shown to others may have changed: boards keep nothing older.
NAMES = "names"


def add_person(
    *,
    code: str,
    email: str,
    first_name: str,
    last_name: str,
    at: datetime,
    by: str,
    language: str = "fr",
    pseudonym: str | None = None,
    shows_name: bool = False,
) -> Person:
    """Add somebody who will be able to sign in once invited."""
    code = needed(code, 40)
    if session.scalar(select(Person.id).where(Person.code == code)):
        raise CodeTaken(code=code)
    columns = person_columns(email, first_name, last_name, language)
    _refuse_email(columns)
    chosen = _free_name(pseudonym) if pseudonym else rules.pseudonym(code, names_in_use())
    person = Person(code=code, **columns, pseudonym=chosen, shows_name=shows_name, created_at=at)
    session.add(person)
    session.flush()
    audit.record(by, "accounts.add_person", ("person", person.id), at, {"code": code})
    return person


def person_columns(email: str, first_name: str, last_name: str, language: str) -> dict[str, Any]:
    """Tidied and checked columns of a person; raises the first thing that is wrong."""
    columns, problems = checked_person(email, first_name, last_name, language)
    for _, refusal in problems:
        raise refusal
    return columns


def checked_person(
    email: str, first_name: str, last_name: str, language: str
) -> tuple[dict[str, Any], list[tuple[str, Refused]]]:
    """The columns of a person that are right, and everything that is wrong with the others."""
    columns, problems = sift(
        {
            "email": lambda: checked_email(email),
            "first_name": lambda: fitting(first_name, 80),
            "last_name": lambda: needed(last_name, 80) if not tidy(first_name) else fitting(last_name, 80),
            "language": lambda: one_of(language, LANGUAGES),
        }
    )
    folded = fold(f"{columns.get('last_name', '')} {columns.get('first_name', '')}")
    return columns | {"email_key": email_key(columns.get("email", "")), "sort_key": folded[:160]}, problems


def edit_person(
    person_id: int, *, email: str, first_name: str, last_name: str, at: datetime, by: str
) -> Person:
    """Correct a name or an address; links sent to the old address die."""
    person = session.get_one(Person, person_id)
    columns = person_columns(email, first_name, last_name, person.language)
    _refuse_email(columns, person_id)
    moved = sorted(key for key, value in columns.items() if getattr(person, key) != value)
    if "email_key" in moved:
        kill_links(person_id, at)
    for key, value in columns.items():
        setattr(person, key, value)
    session.flush()
    if moved:
        audit.record(by, "accounts.edit_person", ("person", person_id), at, {"changed": moved})
    return person


def set_language(person_id: int, language: str, at: datetime, by: str) -> None:
    """Speak to a person in another language from now on."""
    session.get_one(Person, person_id).language = one_of(language, LANGUAGES)
    session.flush()
    audit.record(by, "accounts.set_language", ("person", person_id), at, {"language": language})


def set_visibility(person_id: int, shows_name: bool, pseudonym: str, at: datetime, by: str) -> None:
    """Choose the club name, and whether people of other companies may read the real one."""
    person = session.get_one(Person, person_id)
    name = needed(pseudonym, 60)
    if name != person.pseudonym:
        person.pseudonym = _free_name(name, person_id)
    person.shows_name = shows_name
    session.flush()
    jobs.advance(NAMES)
    audit.record(by, "accounts.set_visibility", ("person", person_id), at, {"shows_name": shows_name})


def disable(person_id: int, at: datetime, by: str) -> None:
    """Close an account: every session and link ends now; the last administrator stays."""
    person = session.get_one(Person, person_id)
    if person.disabled_at:
        return
    refuse_last_administrator(person, at)
    person.disabled_at = at
    session.execute(
        update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=at)
    )
    kill_links(person_id, at)
    session.flush()
    audit.record(by, "accounts.disable", ("person", person_id), at)


def enable(person_id: int, at: datetime, by: str) -> None:
    """Open a closed account again."""
    session.get_one(Person, person_id).disabled_at = None
    session.flush()
    audit.record(by, "accounts.enable", ("person", person_id), at)


def kill_links(person_id: int, at: datetime) -> None:
    """Make every link sent so far useless (new password, new address, closed account)."""
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > at)
        .values(expires_at=at)
    )


def refuse_last_administrator(person: Person, at: datetime) -> None:
    """Raise when nobody else could administer the portal any more; waits for others who ask the same."""
    day = local_day(at)
    running = (
        select(Mandate)
        .join(Person)
        .where(Mandate.role == "administrator", Mandate.starts_on <= day, Person.disabled_at.is_(None))
        .where((Mandate.ends_on.is_(None)) | (Mandate.ends_on > day))
        .order_by(Mandate.id)
        .with_for_update()
    )
    people = {mandate.person_id for mandate in session.scalars(running)}
    if people == {person.id}:
        raise LastAdministrator(name=person.name)


def names_in_use() -> set[str]:
    """Every club name, folded for comparing."""
    return {name.casefold() for name in session.scalars(select(Person.pseudonym))}


def _free_name(name: str, own_id: int = 0) -> str:
    """A club name that is nobody else's, nor anybody else's real name."""
    full = func.lower(Person.first_name + " " + Person.last_name)
    wanted = fitting(name, 60)
    taken = (func.lower(Person.pseudonym) == wanted.lower()) | (full == wanted.lower())
    if session.scalar(select(Person.id).where(Person.id != own_id, taken).limit(1)):
        raise ClubNameTaken(pseudonym=wanted)
    return wanted


def _refuse_email(columns: dict[str, Any], own_id: int = 0) -> None:
    twin = select(Person.id).where(Person.email_key == columns["email_key"], Person.id != own_id)
    if session.scalar(twin):
        raise EmailTaken(email=columns["email"])
