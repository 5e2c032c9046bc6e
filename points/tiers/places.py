"""Where a member stands: the tier of the person or of the company, as the scheme decides."""

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, String, bindparam, case, cast, literal_column, select, update

from core import audit
from core.database import Key, ask, session
from points.models import Tier, TierScheme, TierStanding
from points.rules.tier_progress import Progress, progress
from points.rules.tiers import Benefit, Figures, Level, Scheme, Standing
from points.tiers.figures import figures_of

#: Schemes that a process keeps as it read them.
KEPT = 8


class Held(NamedTuple):
    """A standing as it is stored."""

    id: int
    code: str
    short_since: date | None
    kept_until: date | None
    #: what the qualifying figure was at the last look
    figure: int
    #: whether its holder has seen the celebration
    celebrated: bool


class Place(NamedTuple):
    """A holder's tier, and what is missing around it."""

    scheme: Scheme
    holder: tuple[str, int]
    row: Held | None
    progress: Progress


def place_of(person_id: int, company_id: int | None, day: date, fresh: bool = True) -> Place | None:
    """Where somebody stands on a local day, in one statement; None without tiers, or without a holder.

    Not `fresh`: by the figure of the last look, which is this night's or the last sale's.
    """
    rows = ask(_PLACE, day=day, person=person_id, company=company_id or 0).all()
    if not rows:
        return None
    scheme = _scheme(tuple(rows[0][:OF_SCHEME]), tuple(tuple(row[OF_SCHEME:OF_LEVEL]) for row in rows))
    number = person_id if scheme.holder == "person" else company_id
    if number is None:
        return None
    row = Held._make(rows[0][OF_LEVEL:]) if rows[0][OF_LEVEL] is not None else None
    if fresh or scheme.span == "calendar":
        found = figures_of(scheme, day, [number]).get(number, Figures())
    else:
        found = Figures(row.figure if row else 0)
    standing = Standing(row.code, row.short_since, row.kept_until) if row else None
    told = progress(scheme, standing, found, day)
    return Place(scheme, (scheme.holder, number), row, told)


def celebrate(standing_id: int, at: datetime, by: str) -> None:
    """Note that the moment was seen: it comes once."""
    seen = update(TierStanding).where(TierStanding.id == standing_id, TierStanding.celebrated.is_(False))
    if session.execute(seen.values(celebrated=True).returning(TierStanding.id)).one_or_none():
        audit.record(by, "points.celebrate_tier", ("tier_standing", standing_id), at)


@lru_cache(maxsize=KEPT)
def _scheme(said: tuple[Any, ...], levels: tuple[tuple[Any, ...], ...]) -> Scheme:
    """A scheme from the text of its rows; one without levels has a row of nothing."""
    return Scheme._make((*said, tuple(_level(*one) for one in levels if one[0] is not None)))


def _level(*said: Any) -> Level:
    *plain, benefits = said
    return Level._make((*plain, tuple(Benefit(one["fr"], one["en"]) for one in json.loads(benefits))))


_SCHEME, _TIER, _STANDING = (one.__table__.c for one in (TierScheme, Tier, TierStanding))
OF_SCHEME = 6
OF_LEVEL = OF_SCHEME + len(Level._fields)
_NEWEST = (
    select(_SCHEME.id)
    .where(_SCHEME.starts_on <= bindparam("day", type_=Date))
    .order_by(_SCHEME.starts_on.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)
_OF_PERSON, _OF_COMPANY = (
    select(held.c.id).where(held.c[column] == bindparam(name, type_=Key), held.c.until_on.is_(None))
    for held, column, name in (
        (TierStanding.__table__.alias(), "person_id", "person"),
        (TierStanding.__table__.alias(), "company_id", "company"),
    )
)
#: The scheme of `:day` with its levels, the lowest first, each beside the standing of `:person` or of
#: `:company`, whichever holds tiers; built once: tiers stand on most pages.
_PLACE = (
    select(
        *(_SCHEME[name] for name in ("holder", "measure", "span", "months", "downgrade", "grace_days")),
        *(_TIER[name] for name in Level._fields[:-1]),
        cast(_TIER.benefits, String),
        *(_STANDING[name] for name in Held._fields),
    )
    .select_from(
        TierScheme.__table__.outerjoin(Tier.__table__, _TIER.scheme_id == _SCHEME.id).outerjoin(
            TierStanding.__table__,
            _STANDING.id
            == case(
                (_SCHEME.holder == literal_column("'person'", String), _OF_PERSON.scalar_subquery()),
                else_=_OF_COMPANY.scalar_subquery(),
            ),
        )
    )
    .where(_SCHEME.id == _NEWEST)
    .order_by(_TIER.threshold)
)
