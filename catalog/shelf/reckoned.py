"""What is on the shelf for somebody, reckoned in the database: price, place, and whether it can be had.

Built once, of tables; sets rather than a question for each reward, so that five thousand cost little more
than fifty; kept.py asks it once for everybody alike. What decides is the same as for one reward
(offers.py): a test compares them.
"""

from functools import cache

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)

from catalog.models import Reward, RewardPart, RewardPrice, RewardSession, RewardVariant, ServiceSlot
from core.database import UTCDateTime

_R = Reward.__table__.c
_DAY = bindparam("day", type_=Date)
_AT = bindparam("at", type_=UTCDateTime)


@cache
def offered() -> Subquery:
    """Every reward that somebody may see today: id, points, place in STATES for a purse that pays for all."""
    first, prices = _first_prices(), RewardPrice.__table__.c
    points = func.coalesce(prices.points, _R.price_points)
    place = case(
        (_R.starts_on > _DAY, 4),
        (_greyed(), 2),
        (_sold_out(), 3),
        else_=0,
    )
    return (
        select(_R.id, points.label("points"), place.label("place"))
        .select_from(Reward.__table__)
        .outerjoin(first, first.c.reward_id == _R.id)
        .outerjoin(
            RewardPrice.__table__,
            and_(prices.reward_id == first.c.reward_id, prices.place == first.c.place),
        )
        .where(
            _R.retired_at.is_(None),
            or_(_R.ends_on.is_(None), _R.ends_on >= _DAY),
            _R.beneficiary == bindparam("beneficiary", type_=String),
            _R.nature != bindparam("unwanted", type_=String),
            _audience().not_in(bindparam("hidden", expanding=True, type_=Text)),
            # computed when its year is over, never ordered
            _R.kind != "rebate",
            # what a tier unlocks without points stands among the advantages once it is open
            or_(points > 0, _greyed()),
        )
        .subquery("offered")
    )


def _audience() -> ColumnElement[str]:
    return cast(_R.audience, Text)


def _greyed() -> ColumnElement[bool]:
    return _audience().in_(bindparam("greyed", expanding=True, type_=Text))


def _first_prices() -> Subquery:
    """The place of the first price that holds for the viewer, by reward."""
    prices = RewardPrice.__table__.c
    holds = (
        prices.tier.in_(["", bindparam("tier", type_=String)]),
        prices.company_kind.in_(["", bindparam("kind", type_=String)]),
        or_(prices.segment == "", prices.segment.in_(bindparam("segments", expanding=True, type_=String))),
        or_(prices.starts_on.is_(None), prices.starts_on <= _DAY),
        or_(prices.ends_on.is_(None), prices.ends_on >= _DAY),
    )
    best = select(prices.reward_id, func.min(prices.place).label("place")).where(*holds)
    return best.group_by(prices.reward_id).subquery()


def _sold_out() -> ColumnElement[bool]:
    """No piece, size, seat or free hour is left; or of a bundle one part, of a choice every part."""
    return or_(_bare(_R.stock, _R.id), _R.id.in_(_short_of_parts()))


def _bare(stock: ColumnElement[int], reward: ColumnElement[int]) -> ColumnElement[bool]:
    return or_(stock == 0, *(reward.in_(none_left) for none_left in (_variants(), _sessions(), _slots())))


def _variants() -> Select[int]:
    one = RewardVariant.__table__.c
    there = and_(one.retired_at.is_(None), or_(one.stock.is_(None), one.stock > 0))
    return _none(one.reward_id, there)


def _sessions() -> Select[int]:
    one = RewardSession.__table__.c
    return _none(one.reward_id, and_(one.cancelled_at.is_(None), one.closes_at > _AT, one.taken < one.seats))


def _slots() -> Select[int]:
    one = ServiceSlot.__table__.c
    free = and_(one.withdrawn_at.is_(None), one.taken.is_(False), one.starts_at > _AT)
    return _none(one.reward_id, free)


def _none(reward_id: ColumnElement[int], there: ColumnElement[bool]) -> Select[int]:
    """Rewards that have such rows, and none of them is there."""
    return select(reward_id).group_by(reward_id).having(func.sum(case((there, 1), else_=0)) == 0)


def _short_of_parts() -> Select[int]:
    whole, part = Reward.__table__.alias("whole"), Reward.__table__.alias("part")
    holds = RewardPart.__table__.c
    lacking = or_(
        part.c.stock < holds.quantity, _bare(part.c.stock, part.c.id), part.c.retired_at.is_not(None)
    )
    short = func.sum(case((lacking, 1), else_=0))
    return (
        select(holds.reward_id)
        .join_from(RewardPart.__table__, whole, whole.c.id == holds.reward_id)
        .join(part, part.c.id == holds.part_id)
        .group_by(holds.reward_id, whole.c.kind)
        .having(or_(and_(whole.c.kind == "bundle", short > 0), short == func.count()))
    )
