"""One reward as somebody is offered it: what it costs them, whether they see it, what opens it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from catalog.models import Reward, RewardPrice
from catalog.rules.prices import Row, price_for
from catalog.rules.refusals import NotForYou, TierNeeded
from catalog.rules.visibility import audience_of, hindrance
from catalog.shelf.viewers import Viewer
from core.asking import in_places, places, room_for
from core.database import Key, ask
from core.rules import Refused
from points.tiers import sentences

_ROWS = RewardPrice.__table__.c
_PRICED = select(
    _ROWS.points, _ROWS.tier, _ROWS.segment, _ROWS.company_kind, _ROWS.starts_on, _ROWS.ends_on
).order_by(_ROWS.place)
_PRICES = _PRICED.where(_ROWS.reward_id == bindparam("reward", type_=Key))


@dataclass(frozen=True)
class Offer:
    """A reward at somebody's price."""

    #: points of one piece
    points: int
    #: never shown to them, and not to be ordered
    hidden: bool = False
    #: greyed, with the reason, and not to be ordered; None where it is open
    locked: Refused | None = None

    @property
    def refusal(self) -> Refused | None:
        """Why it cannot be ordered, if so."""
        return NotForYou() if self.hidden else self.locked


class Said:
    """A word of a sentence that is only chosen when it is known who reads it."""

    def __init__(self, say: Callable[[], str]) -> None:
        self.say = say

    def __str__(self) -> str:
        return self.say()


def offer(reward: Reward, viewer: Viewer, day: date) -> Offer:
    """What a reward is to somebody on a local day; its prices are asked for."""
    return _offered(reward, [Row(*one) for one in ask(_PRICES, reward=reward.id)], viewer, day)


def offers(rewards: Iterable[Reward], viewer: Viewer, day: date) -> dict[int, Offer]:
    """What several rewards are to somebody on a local day, by id; all their prices are asked for at once."""
    wanted = {one.id: one for one in rewards}
    rows: dict[int, list[Row]] = {reward_id: [] for reward_id in wanted}
    many = room_for(list(wanted))
    asked = in_places("reward", list(wanted), many, 0)
    for *row, reward_id in ask(_prices_of(many), **asked) if wanted else ():
        rows[reward_id].append(Row(*row))
    return {reward_id: _offered(one, rows[reward_id], viewer, day) for reward_id, one in wanted.items()}


@cache
def _prices_of(many: int) -> Select[*tuple[Any, ...]]:
    """Prices of so many rewards, each with its reward's id."""
    return _PRICED.add_columns(_ROWS.reward_id).where(_ROWS.reward_id.in_(places("reward", many, Key)))


def _offered(reward: Reward, rows: Sequence[Row], viewer: Viewer, day: date) -> Offer:
    points = price_for(reward.price_points, rows, viewer.who(), day)
    found = sight(reward.audience, viewer, reward.nature)
    return Offer(points, isinstance(found, NotForYou), None if isinstance(found, NotForYou) else found)


def sight(stored: Mapping[str, Any], viewer: Viewer, nature: str = "") -> Refused | None:
    """What keeps an audience's reward from somebody, ready to be said in their language."""
    audience = audience_of(stored)
    found = hindrance(audience, viewer.who(audience), nature, viewer.professional_only)
    return _spoken(found, viewer) if isinstance(found, TierNeeded) else found


def _spoken(needed: TierNeeded, viewer: Viewer) -> TierNeeded:
    """The tier by its name, the figures with the unit of the scheme's measure."""
    (scheme, _figure), facts = viewer.ladder, needed.facts
    level = scheme.level(str(facts["tier"]))
    start, lacks = int(str(facts["start"])), int(str(facts["lacks"]))
    return TierNeeded(
        tier=Said(lambda: sentences.name_of(level) if level else str(facts["tier"])),
        start=Said(lambda: sentences.amount_words(scheme, start)),
        lacks=Said(lambda: sentences.missing_words(scheme, lacks)),
    )
