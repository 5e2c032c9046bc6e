"""In whose name the shell decides: some acts ask for a named administrator, never for a machine."""

from collections.abc import Callable
from typing import Any, TypeVar

import click
from sqlalchemy import func, select

from accounts.models import Person
from accounts.queries import staff_people
from core import audit
from core.clock import local_day, now
from core.database import session
from core.rules import Refused

Command = TypeVar("Command", bound=Callable[..., Any])


class NoAdministrator(Refused):
    """The shell decides in nobody's name."""

    sentence = "%(email)s is no administrator today."


def as_option(command: Command) -> Command:
    """Add `--as`: the administrator who decides, by address."""
    return click.option("--as", "email", required=True, help="The administrator who decides, by address.")(
        command
    )


def administrator(email: str) -> str:
    """An administrator of today, as an actor is written; raises NoAdministrator."""
    found = session.scalars(select(Person).where(func.lower(Person.email) == email.lower())).one_or_none()
    today = local_day(now())
    if found is None or found.id not in {one.id for one in staff_people(today, ("administrator",))}:
        raise NoAdministrator(email=email)
    return audit.by(found.id)
