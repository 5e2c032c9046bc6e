"""The moment at which a command acts: now, or another one outside production."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
from flask import current_app

from core.clock import ZONE, now

Command = TypeVar("Command", bound=Callable[..., Any])


def at_option(command: Command) -> Command:
    """Add `--at`: the clock set back or forward for this command, never in production."""
    return click.option(
        "--at", help="Act as on this day or instant, e.g. 2020-03-01T00:00 (refused in production)."
    )(command)


def moment_of(text: str | None) -> datetime:
    """The instant that `--at` names, local where it says no zone; else now."""
    if text is None:
        return now()
    if current_app.config["SETTINGS"].production:
        raise click.BadParameter("the clock cannot be moved in production.")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no instant; write it like 2020-03-01T00:00.") from None
    return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(UTC)
