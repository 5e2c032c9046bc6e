"""The shelf as the database alone says it: searched, ordered, counted and cut over `offered`."""

from collections import Counter

from sqlalchemy import Subquery, and_, case, func, literal, or_, select

from catalog.models import Reward
from catalog.shelf.listing import FACETS, Asked
from catalog.shelf.offered import Look
from catalog.shelf.reckoned import offered
from catalog.shelf.stand import STATES
from core.database import session


def page_in_sql(
    asked: Asked, looks: Look, size: int
) -> tuple[list[tuple[str, int, str]], dict[str, int], Counter[tuple[str, str]]]:
    """(code, points, state) of a page; how many by state; how many by (filter, code) that stands in it."""
    held, every = looks.purse[0], _beside(looks.purse[0]).c
    rank = case((every.place == 0, held - every.points), else_=every.points - held)
    kept = [or_(literal(getattr(asked, name)) == "", every[name] == getattr(asked, name)) for name in FACETS]
    kept += [every.search_key.contains(word, autoescape=True) for word in asked.words]
    if asked.affordable:
        kept.append(every.place == 0)
    page = (
        select(Reward.code, every.points, every.place)
        .join(Reward, Reward.id == every.id)
        .where(*kept)
        .order_by(every.place, rank, every.id)
        .limit(size)
        .offset((asked.page - 1) * size)
    )
    by_place = select(every.place, func.count()).where(*kept).group_by(every.place)
    by_code = [
        select(literal(name), every[name], func.count()).where(*kept).group_by(every[name]) for name in FACETS
    ]
    values = _bound(looks)
    return (
        [(code, points, STATES[place]) for code, points, place in session.execute(page, values)],
        {STATES[place]: many for place, many in session.execute(by_place, values)},
        Counter(
            {
                (name, code): many
                for statement in by_code
                for name, code, many in session.execute(statement, values)
            }
        ),
    )


def _beside(held: int) -> Subquery:
    """What is offered, its place told by a purse, with what filters ask."""
    every = offered().c
    place = case((and_(every.place == 0, every.points > held), 1), else_=every.place).label("place")
    filters = (Reward.category, Reward.family, Reward.nature, Reward.search_key)
    return select(every.id, every.points, place, *filters).join(Reward, Reward.id == every.id).subquery()


def _bound(looks: Look) -> dict[str, object]:
    """What `offered` binds for this very viewer: nothing is left out because nobody asks for it."""
    like, viewer = looks._class, looks.viewer
    return {
        **like._asdict(),
        "at": looks.at,
        "tier": viewer.tier,
        "kind": viewer.company_kind,
        "segments": sorted(viewer.segments),
        "hidden": list(like.hidden),
        "greyed": list(like.greyed),
    }
