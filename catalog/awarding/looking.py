"""A list of winners, looked at: who would receive, for how many points, and what stands in the way."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from catalog import messages, rules
from catalog.actions import reward_or_refusal
from catalog.awarding.lists import Row
from catalog.awarding.winners import Winner, winners
from catalog.models import Reward
from catalog.orders.registering import standing_for
from catalog.orders.wants import Want, make_sure
from compliance.rules import obstacles
from core.rules import Refused
from points.ledger import funds


class Seen(NamedTuple):
    """A row before anything happens: who, for how many points, and everything that stands in the way."""

    row: Row
    winner: Winner | None
    points: int
    problems: tuple[Refused, ...]


class Preview(NamedTuple):
    """The whole list, and whether the fund reaches."""

    reward: Reward
    rows: Sequence[Seen]
    points: int
    held: int

    @property
    def good(self) -> int:
        """How many would be given."""
        return sum(not one.problems for one in self.rows)


def preview(reward_id: int, rows: Sequence[Row], at: datetime) -> Preview:
    """Look at every row without doing anything."""
    reward, seen = reward_or_refusal(reward_id), []
    left = _stock(reward)
    for row, found in zip(rows, winners(reward, rows, at), strict=True):
        if isinstance(found, Refused):
            seen.append(Seen(row, None, 0, (found,)))
            continue
        price, problems = _look(reward, found, at)
        if not problems:
            problems = _taken(reward, found.variant_id, left)
        seen.append(Seen(row, found, price, tuple(problems)))
    return Preview(reward, seen, sum(one.points for one in seen if not one.problems), funds.held())


def _look(reward: Reward, winner: Winner, at: datetime) -> tuple[int, list[Refused]]:
    """What it would cost, and every obstacle."""
    person, company = winner.person.id, winner.company.id
    standing = standing_for(reward, person, company, at)
    problems = obstacles(standing, reward.value_cents, reward.form, reward.nature)
    try:
        return make_sure(Want(reward.id, 1, winner.variant_id), person, company, None, at).price, problems
    except Refused as refused:
        return 0, [refused, *problems]


def _stock(reward: Reward) -> dict[int | None, int]:
    """Pieces left: of the reward, or of each variant; what is without limit is left out."""
    left: dict[int | None, int] = {one.id: one.stock for one in reward.variants if one.stock is not None}
    if reward.stock is not None:
        left[None] = reward.stock
    return left


def _taken(reward: Reward, variant_id: int | None, left: dict[int | None, int]) -> list[Refused]:
    if variant_id not in left:
        return []
    left[variant_id] -= 1
    return [rules.SoldOut(name=messages.spoken(reward))] if left[variant_id] < 0 else []
