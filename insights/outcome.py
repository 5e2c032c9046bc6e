"""What a dry run found, as a page tells it: names, differences, winners and losers, shares of the margin."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from babel.dates import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.models import Company, Person, Segment
from core.database import session
from core.format import reader
from insights.asking import Question
from points.queries import all_rules

ONCE = 10_000


class Pair(NamedTuple):
    """A figure by the present rules, and by those that are tried."""

    key: str
    label: str
    now: int
    tried: int

    @property
    def difference(self) -> int:
        """What the tried rules give more; negative where they give less."""
        return self.tried - self.now


class Holder(NamedTuple):
    """What somebody would have."""

    kind: str
    id: int
    name: str
    now: int
    tried: int
    tier_now: str
    tier_tried: str

    @property
    def difference(self) -> int:
        """What the tried rules give more."""
        return self.tried - self.now


class Shares(NamedTuple):
    """Cost against the margin, basis points; None where no margin is known."""

    now: int | None
    tried: int | None
    #: of the sales, how much has a known margin
    known: int


def pairs(outcome: Mapping[str, Any], part: str, labels: Mapping[str, str]) -> list[Pair]:
    """A part of the outcome (rules, months, segments), both sides together, in order of keys."""
    now, tried = outcome["now"][part], outcome["tried"][part]
    return [
        Pair(key, labels.get(key, key), now.get(key, 0), tried.get(key, 0)) for key in sorted({*now, *tried})
    ]


def rule_names(question: Question) -> dict[str, str]:
    """Rule code → name in the reader's language; a tried name beats the present one."""
    french = reader().language == "fr"
    names = {row.code: row.name_fr if french else row.name_en for row in all_rules()}
    return names | {d.code: d.name_fr if french else d.name_en for d in question.drafts}


def month_names(outcome: Mapping[str, Any]) -> dict[str, str]:
    """2026-08 → août 2026."""
    months = {*outcome["now"]["months"], *outcome["tried"]["months"]}
    return {one: format_date(date.fromisoformat(f"{one}-01"), "MMMM y", locale=reader()) for one in months}


def segment_names() -> dict[str, str]:
    """Segment code → name in the reader's language."""
    french = reader().language == "fr"
    return {one.code: one.name_fr if french else one.name_en for one in session.scalars(select(Segment))}


def counts(outcome: Mapping[str, Any]) -> tuple[int, int, int]:
    """How many win, lose, and stay as they are."""
    differences = [row[3] - row[2] for row in outcome["holders"]]
    won, lost = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
    return won, lost, len(differences) - won - lost


def shares(outcome: Mapping[str, Any]) -> Shares:
    """What the points cost of the margin that the sales brought."""
    margin, sales = outcome["sales"]["margin"], outcome["sales"]
    known = sales["priced"] * ONCE // sales["cents"] if sales["cents"] > 0 else 0
    if margin <= 0:
        return Shares(None, None, known)
    now, tried = (outcome[side]["cost"] * ONCE // margin for side in ("now", "tried"))
    return Shares(now, tried, known)


def holders(outcome: Mapping[str, Any], sort: str) -> list[Holder]:
    """Everybody who earns by either set of rules, in the order asked for."""
    names = _names(outcome["holders"])
    told = [
        Holder(kind, key, names.get((kind, key), _("somebody who left")), *rest)
        for kind, key, *rest in outcome["holders"]
    ]
    if sort == "name":
        return sorted(told, key=lambda one: one.name.casefold())
    if sort in ("now", "tried"):
        return sorted(told, key=lambda one: (-getattr(one, sort), one.name))
    if sort == "change":
        return sorted(told, key=lambda one: (-abs(one.difference), one.name))
    sign = 1 if sort == "-difference" else -1
    return sorted(told, key=lambda one: (sign * one.difference, one.name))


def _names(rows: Sequence[Sequence[Any]]) -> dict[tuple[str, int], str]:
    kinds = {row[0] for row in rows}
    names: dict[tuple[str, int], str] = {}
    if "person" in kinds:
        people = select(Person.id, Person.first_name, Person.last_name)
        names |= {("person", key): f"{first} {last}".strip() for key, first, last in session.execute(people)}
    if "company" in kinds:
        firms = session.execute(select(Company.id, Company.name))
        names |= {("company", key): name for key, name in firms}
    return names
