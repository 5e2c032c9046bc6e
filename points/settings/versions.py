"""The programme's settings in versions, and how a credit is written under them.

The version of the day on which points were earned decides over them: a later one shortens nothing.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select

from core import audit
from core.clock import local_day
from core.database import session
from core.rules import N_, Refused
from points.models import LedgerTransaction, ProgrammeVersion
from points.rules.life import How, Settings, how


class SettingsTooEarly(Refused):
    """Settings may not change on a day that has begun."""

    sentence = N_("New settings can start on %(earliest)s at the earliest: points earned before keep theirs.")


class SameSettings(Refused):
    """Nothing would change."""

    sentence = N_("The programme's settings already say exactly this.")


class Draft(NamedTuple):
    """What a version is to say, and from which local day."""

    starts_on: date
    name_fr: str
    name_en: str
    settings: Settings


class Book:
    """Every version, read once, when one is first asked for: for a batch of credits."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.hows: dict[date, How] = {}

    @cached_property
    def said(self) -> tuple[list[date], list[Settings]]:
        """Days on which versions begin, and what they say."""
        rows = versions()
        return [row.starts_on for row in rows], [settings_of(row) for row in rows]

    def on(self, day: date) -> Settings:
        """What the programme says on a local day."""
        days, said = self.said
        place = bisect_right(days, day)
        return said[place - 1] if place else Settings()

    def how(self, sold_on: date) -> How:
        """How what was sold on a day is credited today."""
        if sold_on not in self.hows:
            self.hows[sold_on] = how(self.on(sold_on), sold_on, self.today)
        return self.hows[sold_on]


def settings_on(day: date) -> Settings:
    """What the programme says on a local day; the defaults before its first version."""
    newest = select(ProgrammeVersion).where(ProgrammeVersion.starts_on <= day)
    row = session.scalars(newest.order_by(ProgrammeVersion.starts_on.desc()).limit(1)).one_or_none()
    return settings_of(row) if row else Settings()


def how_to_credit(sold_on: date, today: date) -> How:
    """How what was sold on a day is credited today; for many days at once see `Book`."""
    return how(settings_on(sold_on), sold_on, today)


def versions() -> list[ProgrammeVersion]:
    """Every version, the oldest first."""
    return list(session.scalars(select(ProgrammeVersion).order_by(ProgrammeVersion.starts_on)))


def settings_of(row: ProgrammeVersion) -> Settings:
    """A stored version, free of the database."""
    return Settings(*(getattr(row, name) for name in Settings._fields))


def draft_of(row: ProgrammeVersion) -> Draft:
    """What a stored version says."""
    return Draft(row.starts_on, row.name_fr, row.name_en, settings_of(row))


def earliest(today: date) -> date | None:
    """The first local day on which new settings may start; None for any, while nothing was ever earned."""
    anything = session.scalars(select(LedgerTransaction.id).limit(1)).one_or_none()
    return None if anything is None else today + timedelta(days=1)


def check(draft: Draft, today: date) -> ProgrammeVersion | None:
    """The planned version that a draft would rewrite; raises SettingsTooEarly, SameSettings."""
    first = earliest(today)
    if first and draft.starts_on < first:
        raise SettingsTooEarly(earliest=first.isoformat())
    rows = versions()
    before = [row for row in rows if row.starts_on <= draft.starts_on]
    if before and draft_of(before[-1])._replace(starts_on=draft.starts_on) == draft:
        raise SameSettings
    return next((row for row in rows if row.starts_on == draft.starts_on), None)


def write(draft: Draft, at: datetime, actor: str) -> ProgrammeVersion:
    """Put settings in force from a day; a planned version of that day is written anew until it begins."""
    planned = check(draft, local_day(at))
    said = {"name_fr": draft.name_fr, "name_en": draft.name_en, **draft.settings._asdict()}
    if planned is None:
        planned = ProgrammeVersion(starts_on=draft.starts_on, created_at=at, created_by=actor, **said)
        session.add(planned)
    else:
        for name, value in said.items():
            setattr(planned, name, value)
    session.flush()
    facts: Mapping[str, Any] = {"from": draft.starts_on.isoformat(), **said}
    audit.record(actor, "points.settings", ("programme_version", planned.id), at, facts)
    return planned
