"""What draws somebody to the shelf: what they save for, what they keep in mind, what others chose."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Company, SegmentMembership
from catalog.models import Order, Wish
from catalog.rules.states import UNDONE
from catalog.shelf.cards import Card
from catalog.shelf.offered import Look
from catalog.shelf.stand import READY, STATES, nearest
from core.database import Key, UTCDateTime, ask

#: Fewer companies that chose a reward could be recognised.
FEWEST = 3
#: How far back others' choices say something, days.
LOOK_BACK = 365
#: Rewards that others chose, shown at once.
MOST = 4


def saving_for(looks: Look) -> Card | None:
    """The goal, else the nearest reward out of reach, else the dearest within it."""
    goal = looks.stand.by_id.get(looks.viewer.goal) if looks.viewer.goal else None
    # what nobody chose has to be there to stay: neither sold out nor for some days only
    found = goal or nearest(looks.stand, looks.purse[0])
    return looks.card(found) if found else None


def one(reward_id: int, looks: Look) -> Card | None:
    """A reward as it stands on somebody's shelf; None where it does not."""
    found = looks.stand.by_id.get(reward_id)
    return looks.card(found) if found else None


def wishes(looks: Look) -> list[Card]:
    """What somebody keeps in mind and may still have, what is within reach first."""
    wanted = ask(_wished(), person=looks.viewer.person_id).scalars()
    found = [looks.card(one) for one in map(looks.stand.by_id.get, wanted) if one]
    return sorted(found, key=lambda card: (STATES.index(card.state), card.points, card.reward.id))


def similar(looks: Look) -> list[Card]:
    """What at least FEWEST other companies of the same kind and segment (else size) ordered within a year.

    What the person ordered is left out; who chose is never told.
    """
    viewer = looks.viewer
    if viewer.company_id is None:
        return []
    since, offered = looks.at - timedelta(days=LOOK_BACK), looks.stand.by_id
    values = {"person": viewer.person_id, "company": viewer.company_id, "day": viewer.day, "since": since}
    chosen = ask(_similar(bool(viewer.segments)), **values).all()
    ranked = sorted((-many, offered[number].points, number) for number, many in chosen if number in offered)
    found = [offered[number] for _many, _points, number in ranked]
    return [looks.card(one) for one in found if one.place == READY][:MOST]


@cache
def _wished() -> Select[int]:
    one = Wish.__table__.c
    return select(one.reward_id).where(one.person_id == bindparam("person", type_=Key))


@cache
def _similar(by_segment: bool) -> Select[int, int]:
    """(reward, companies) of what similar companies ordered and `:person` did not."""
    mine = aliased(Order)
    had = select(mine.reward_id).where(
        mine.person_id == bindparam("person", type_=Key), mine.state.not_in(UNDONE)
    )
    companies = func.count(Order.company_id.distinct())
    return (
        select(Order.reward_id, companies)
        .join(Company, Company.id == Order.company_id)
        .where(Order.state.not_in((*UNDONE, "draft")), Order.award_id.is_(None))
        .where(Order.placed_at >= bindparam("since", type_=UTCDateTime))
        .where(Order.company_id != bindparam("company", type_=Key), _like(by_segment))
        .where(Order.reward_id.not_in(had))
        .group_by(Order.reward_id)
        .having(companies >= FEWEST)
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
