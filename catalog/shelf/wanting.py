"""What draws somebody to the shelf: what they save for, what they keep in mind, what others chose."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Company, SegmentMembership
from catalog.models import Goal, Order, Wish
from catalog.rules.states import UNDONE
from catalog.shelf.cards import Card
from catalog.shelf.listing import cards, cards_of, cut
from catalog.shelf.offered import Look, offered
from core.database import NOUGHT, Key, UTCDateTime, session

#: Fewer companies that chose a reward could be recognised.
FEWEST = 3
#: How far back others' choices say something, days.
LOOK_BACK = 365
#: Rewards that others chose, shown at once.
MOST = 4


def saving_for(looks: Look) -> Card | None:
    """The goal, else the nearest reward out of reach, else the dearest within it."""
    return next(iter(cards_of(_saving(), looks)), None)


def one(reward_id: int, looks: Look) -> Card | None:
    """A reward as it stands on somebody's shelf; None where it does not."""
    return next(iter(cards_of(_one(), looks, {"reward": reward_id})), None)


def wishes(looks: Look) -> list[Card]:
    """What somebody keeps in mind and may still have, what is within reach first."""
    return cards_of(_wished(), looks)


def wishes_for(person_id: int, reward_id: int) -> bool:
    """Whether somebody keeps a reward in mind."""
    return session.get(Wish, (person_id, reward_id)) is not None


def similar(looks: Look) -> list[Card]:
    """What at least FEWEST other companies of the same kind and segment (else size) ordered within a year.

    What the person ordered is left out; who chose is never told.
    """
    viewer = looks.viewer
    if viewer.company_id is None:
        return []
    since = looks.values["at"] - timedelta(days=LOOK_BACK)
    return cards_of(_similar(bool(viewer.segments)), looks, {"company": viewer.company_id, "since": since})


@cache
def _saving() -> Select[*tuple[Any, ...]]:
    every = offered().c
    goal = select(Goal.reward_id).where(Goal.person_id == bindparam("person", type_=Key)).scalar_subquery()
    chosen, missing = every.id == goal, every.points - _held()
    # what nobody chose has to be there to stay: neither sold out nor for some days only
    lasting = and_(every.place <= 1, every.ends_on.is_(None))
    order = case((chosen, 0), (missing > NOUGHT, 1), else_=2)
    return cards(cut(order, func.abs(missing)).where(or_(chosen, lasting)).limit(1))


@cache
def _one() -> Select[*tuple[Any, ...]]:
    every = offered().c
    return cards(cut(every.place, every.points).where(every.id == bindparam("reward", type_=Key)))


@cache
def _wished() -> Select[*tuple[Any, ...]]:
    every = offered().c
    mine = and_(Wish.reward_id == every.id, Wish.person_id == bindparam("person", type_=Key))
    return cards(cut(every.place, every.points).join(Wish, mine))


@cache
def _similar(by_segment: bool) -> Select[*tuple[Any, ...]]:
    """What similar companies ordered and may be had, the most chosen first."""
    mine = aliased(Order)
    had = select(mine.reward_id).where(
        mine.person_id == bindparam("person", type_=Key), mine.state.not_in(UNDONE)
    )
    chosen = (
        select(Order.reward_id, func.count(Order.company_id.distinct()).label("companies"))
        .join(Company, Company.id == Order.company_id)
        .where(Order.state.not_in((*UNDONE, "draft")), Order.award_id.is_(None))
        .where(Order.placed_at >= bindparam("since", type_=UTCDateTime))
        .where(Order.company_id != bindparam("company", type_=Key), _like(by_segment))
        .group_by(Order.reward_id)
        .having(func.count(Order.company_id.distinct()) >= FEWEST)
        .subquery()
    )
    every = offered().c
    return cards(
        cut(-chosen.c.companies, every.points)
        .join(chosen, chosen.c.reward_id == every.id)
        .where(every.place <= 1, every.id.not_in(had))
        .limit(MOST)
    )


def _like(by_segment: bool) -> ColumnElement[bool]:
    """Whether a company is of the viewer's kind and of a segment of theirs; of their size if in none."""
    own = aliased(Company)
    me = select(own.kind, own.size).where(own.id == bindparam("company", type_=Key)).subquery()
    kind = Company.kind == select(me.c.kind).scalar_subquery()
    if not by_segment:
        return and_(kind, Company.size == select(me.c.size).scalar_subquery())
    theirs, shared = aliased(SegmentMembership), aliased(SegmentMembership)
    day: ColumnElement[date] = bindparam("day", type_=Date)
    in_one = (
        select(theirs.company_id)
        .join(shared, shared.segment_id == theirs.segment_id)
        .where(shared.company_id == bindparam("company", type_=Key))
        .where(*(_covers(spell, day) for spell in (theirs, shared)))
    )
    return and_(kind, Company.id.in_(in_one))


def _covers(spell: Any, day: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(spell.from_on <= day, or_(spell.until_on.is_(None), spell.until_on >= day))


def _held() -> ColumnElement[int]:
    return bindparam("held", type_=BigInteger)
