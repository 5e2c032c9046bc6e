"""Who stands where, by name: for the staff's lists, the preview of a draft, and files."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from accounts.models import Company, Person
from core.database import session
from points.rules.tier_progress import Progress, progress
from points.rules.tiers import Figures, Level, Scheme
from points.tiers.figures import eligible, figures_of
from points.tiers.turns import Turn, open_standings, turns


class Named(NamedTuple):
    """A holder as staff know it."""

    code: str
    name: str
    #: folded, for order
    sort_key: str
    path: str


class Line(NamedTuple):
    """A holder, the tier held, and what is missing."""

    who: Named
    progress: Progress


class Move(NamedTuple):
    """A holder whose tier a draft would change; None stands for no tier."""

    who: Named
    amount: int
    before: Level | None
    after: Level | None
    #: plus rises, minus falls (after the grace)
    steps: int


def named(holder: str, ids: Collection[int]) -> dict[int, Named]:
    """Codes and names of holders."""
    if holder == "person":
        people = select(Person).where(Person.id.in_(sorted(ids)))
        return {
            one.id: Named(one.code, one.name, one.sort_key, f"/staff/people/{one.id}")
            for one in session.scalars(people)
        }
    companies = select(Company).where(Company.id.in_(sorted(ids)))
    return {
        one.id: Named(one.code, one.name, one.sort_key, f"/staff/companies/{one.id}")
        for one in session.scalars(companies)
    }


def roll(scheme: Scheme, today: date) -> list[Line]:
    """Everybody with a tier, by name, with what is missing."""
    held = [one for one in turns(scheme, today) if one.look.standing]
    names = named(scheme.holder, [one.holder_id for one in held])
    lines = [Line(names[one.holder_id], _progress(scheme, one, today)) for one in held]
    return sorted(lines, key=lambda line: line.who.sort_key)


def at_risk(lines: Sequence[Line]) -> list[Line]:
    """Those who will lose their tier if nothing is added, the first to lose it first."""
    short = [one for one in lines if one.progress.to_keep and one.progress.keep_by]
    return sorted(short, key=lambda line: (line.progress.keep_by or date.max, line.who.sort_key))


def everybody(scheme: Scheme, today: date) -> dict[int, Figures]:
    """The figures of all who may hold a tier, nothing included."""
    found = figures_of(scheme, today)
    return {one: found.get(one, Figures()) for one in sorted(eligible(scheme.holder, today))}


def moves(draft: Scheme, before: Scheme | None, today: date) -> list[Move]:
    """Whose tier would be another under a draft by today's figures: risers first, then by name."""
    figures = everybody(draft, today)
    same = before is not None and before.holder == draft.holder
    rows = open_standings(draft.holder) if same else {}
    found: list[tuple[int, Move]] = []
    for one, figure in figures.items():
        place = draft.earned(max(figure.amount, figure.amount_before), max(figure.acts, figure.acts_before))
        code = rows[one].code if one in rows else None
        known = draft.place(code)
        old = -1 if known is None else known
        if place != old:
            after = draft.levels[place] if place >= 0 else None
            level = before.level(code) if before else None
            found.append((one, Move(Named("", "", "", ""), figure.amount, level, after, place - old)))
    names = named(draft.holder, [one for one, _move in found])
    told = [move._replace(who=names[one]) for one, move in found]
    return sorted(told, key=lambda move: (move.steps < 0, move.who.sort_key))


def _progress(scheme: Scheme, turn: Turn, today: date) -> Progress:
    return progress(scheme, turn.look.standing, turn.figures, today)
