"""Who holds what, until when; a rebate's years and lines."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, literal_column, or_, select

from accounts.models import Company, Person
from catalog.models import Entitlement, RebateLine, RebateRun, Reward
from catalog.rules import NotForYou, lasting
from catalog.rules.dates import Window
from catalog.rules.kinds import LASTING
from catalog.shelf.offers import sight
from catalog.shelf.viewers import Viewer
from core.database import NOUGHT, Key, ask, session
from core.rules import Refused

PAGE = 50
Line = Row[Entitlement, Reward, Company, Person]


class Held(NamedTuple):
    """An advantage as its holder sees it."""

    entitlement: Entitlement
    reward: Reward
    #: one of lasting.STATES
    state: str


def held_by(person_id: int, company_id: int | None, day: date) -> list[Held]:
    """What a person and their company hold: what may be used first, then what is past (the newest fifty)."""
    rows = session.execute(_held(company_id is not None), {"person": person_id, "company": company_id})
    found = [Held(one, reward, state_on(one, day)) for one, reward in rows]
    return sorted(found, key=lambda it: it.state not in ("active", "ending"))


@cache
def _held(works: bool) -> Select[Entitlement, Reward]:
    """What `:person`, and where they work `:company`, hold."""
    mine: ColumnElement[bool] = Entitlement.person_id == bindparam("person", type_=Key)
    if works:
        theirs = Entitlement.company_id == bindparam("company", type_=Key)
        mine = or_(mine, Entitlement.person_id.is_(None) & theirs)
    return (
        select(Entitlement, Reward)
        .join(Reward, Reward.id == Entitlement.reward_id)
        .where(mine)
        .order_by(Entitlement.id.desc())
        .limit(literal_column(str(PAGE)))
    )


class Perk(NamedTuple):
    """What lasts and costs no points, as a line says it."""

    name_fr: str
    name_en: str
    benefit_fr: str
    benefit_en: str
    about_fr: str
    about_en: str
    nature: str
    audience: dict[str, Any]
    starts_on: date | None
    ends_on: date | None

    def name(self, language: str) -> str:
        """Its name in a language."""
        return self.name_en if language == "en" else self.name_fr

    def promise(self, language: str) -> str:
        """What it brings to a business, else what it is, in a language."""
        french = self.benefit_fr or self.about_fr
        return (self.benefit_en or self.about_en) if language == "en" else french


_REWARDS = Reward.__table__.c
_LASTING = _REWARDS.kind.in_([literal_column(f"'{kind}'") for kind in LASTING])
_PERKS = (
    select(*(_REWARDS[name] for name in Perk._fields))
    .where(_REWARDS.price_points == NOUGHT, _LASTING, _REWARDS.retired_at.is_(None))
    .order_by(_REWARDS.id)
)


class Unlocked(NamedTuple):
    """What somebody's tier brings without an order, or would bring from the next one on."""

    reward: Perk
    #: why not yet; None where it is theirs
    locked: Refused | None


def unlocked(viewer: Viewer) -> list[Unlocked]:
    """What lasts and costs no points (S000-011): what the viewer has, then what a higher tier opens."""
    perks = (Perk._make(row) for row in ask(_PERKS))
    offers = [
        (one, sight(one.audience, viewer, one.nature))
        for one in perks
        if Window(one.starts_on, one.ends_on, None).is_open(viewer.day)
    ]
    shown = [Unlocked(one, found) for one, found in offers if not isinstance(found, NotForYou)]
    return sorted(shown, key=lambda it: it.locked is not None)


def state_on(one: Entitlement, day: date) -> str:
    """active, ending, used, over or ended."""
    return lasting.state_of(one.until_on, one.used_at, one.ended_at, day)


def page(state: str, search: str, day: date, number: int = 1, size: int | None = PAGE) -> list[Line]:
    """Advantages for staff, those about to end first; one row more than a page where more follow."""
    wanted = _lines().order_by(Entitlement.until_on.is_(None), Entitlement.until_on, Entitlement.id)
    for clause in _of_state(state, day):
        wanted = wanted.where(clause)
    if search:
        wanted = wanted.where(
            or_(
                Entitlement.code == search.strip().upper(),
                Company.sort_key.contains(search.casefold(), autoescape=True),
                Reward.code.contains(search, autoescape=True),
            )
        )
    if size is not None:
        wanted = wanted.limit(size + 1).offset((max(number, 1) - 1) * size)
    return list(session.execute(wanted).all())


def line(entitlement_id: int) -> Line | None:
    """One advantage with its holder."""
    return session.execute(_lines().where(Entitlement.id == entitlement_id)).one_or_none()


def _lines() -> Select[Entitlement, Reward, Company, Person]:
    return (
        select(Entitlement, Reward, Company, Person)
        .join(Reward, Reward.id == Entitlement.reward_id)
        .join(Company, Company.id == Entitlement.company_id)
        .outerjoin(Person, Person.id == Entitlement.person_id)
    )


def _of_state(state: str, day: date) -> list[ColumnElement[bool]]:
    live = [Entitlement.used_at.is_(None), Entitlement.ended_at.is_(None)]
    not_over = or_(Entitlement.until_on.is_(None), Entitlement.until_on >= day)
    by_state: dict[str, list[ColumnElement[bool]]] = {
        "active": [*live, not_over],
        "ending": [*live, Entitlement.until_on >= day, Entitlement.until_on < day + lasting.SOON],
        "used": [Entitlement.used_at.is_not(None), Entitlement.ended_at.is_(None)],
        "over": [*live, Entitlement.until_on < day],
        "ended": [Entitlement.ended_at.is_not(None)],
    }
    return by_state.get(state, [])


def rebates() -> Sequence[Reward]:
    """The annual rebates on offer."""
    wanted = select(Reward).where(Reward.kind == "rebate", Reward.retired_at.is_(None)).order_by(Reward.code)
    return session.scalars(wanted).all()


class Run(NamedTuple):
    """A computed year with its sums."""

    run: RebateRun
    reward: Reward
    companies: int
    volume_cents: int
    amount_cents: int


def runs() -> list[Run]:
    """Every computed year, newest first."""
    rows = session.execute(
        select(
            RebateRun,
            Reward,
            func.count(RebateLine.id).filter(RebateLine.amount_cents > 0),
            func.coalesce(func.sum(RebateLine.volume_cents), 0),
            func.coalesce(func.sum(RebateLine.amount_cents), 0),
        )
        .join(Reward, Reward.id == RebateRun.reward_id)
        .outerjoin(RebateLine, RebateLine.run_id == RebateRun.id)
        .group_by(RebateRun.id, Reward.id)
        .order_by(RebateRun.year.desc(), RebateRun.id.desc())
    )
    return [Run(one, reward, int(n), int(volume), int(amount)) for one, reward, n, volume, amount in rows]


def run(run_id: int) -> Run | None:
    """One computed year."""
    return next((one for one in runs() if one.run.id == run_id), None)


def run_lines(run_id: int) -> Sequence[Row[RebateLine, Company]]:
    """What each company gets, the most first."""
    return session.execute(
        select(RebateLine, Company)
        .join(Company, Company.id == RebateLine.company_id)
        .where(RebateLine.run_id == run_id)
        .order_by(RebateLine.amount_cents.desc(), RebateLine.volume_cents.desc(), Company.name)
    ).all()
