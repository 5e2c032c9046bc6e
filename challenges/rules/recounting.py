"""A recount after the payment: falls cost what had waited, rises are paid out of the falls; pure."""

from collections.abc import Mapping
from typing import NamedTuple

#: What is won, and the entrant who has it.
Thing = tuple[str, int]


class Change(NamedTuple):
    """What the recount makes of one award."""

    thing: Thing
    #: points that waited
    held: int
    #: of these, what is lost
    lost: int
    #: what it wins more
    more: int


def changes(
    held: Mapping[Thing, int], before: Mapping[Thing, int], after: Mapping[Thing, int]
) -> list[Change]:
    """From what was certified and what the recount gives: Σ more ≤ Σ lost, and nobody loses what was paid.

    Where the falls do not pay for every rise, each has its share (largest remainder, then what and entrant).
    """
    things = sorted(before.keys() | after.keys())
    falls = {one: max(before.get(one, 0) - after.get(one, 0), 0) for one in things}
    lost = {one: min(fall, held.get(one, 0)) for one, fall in falls.items()}
    rises = {one: after.get(one, 0) - before.get(one, 0) for one in things}
    rises = _paid({one: rise for one, rise in rises.items() if rise > 0}, sum(lost.values()))
    return [Change(one, held.get(one, 0), lost[one], rises.get(one, 0)) for one in things]


def _paid(rises: Mapping[Thing, int], pot: int) -> dict[Thing, int]:
    wanted = sum(rises.values())
    if wanted <= pot:
        return dict(rises)
    order = sorted(rises, key=lambda one: (-(rises[one] * pot % wanted), one))
    parts = {one: rise * pot // wanted for one, rise in rises.items()}
    for one in order[: pot - sum(parts.values())]:
        parts[one] += 1
    return parts
