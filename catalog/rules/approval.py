"""Who has to say yes to an order, in which order, and who may (C2; S: four eyes)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: In this order, each by somebody else, never by whoever ordered.
LEVELS = ("company_manager", "administrator", "second")


@dataclass(frozen=True)
class Policy:
    """What the sponsor and the company ask for."""

    #: worth no more than this needs nobody of the sponsor's, cents; 0 for never
    automatic_cents: int = 0
    #: worth more than this needs a second administrator, cents
    second_each_cents: int = 15_000
    #: so does a person's year, cents
    second_year_cents: int = 50_000
    #: from so many points on the company's manager is asked; None for never
    manager_from: int | None = None


def chain_of(
    policy: Policy, points: int, value_cents: int, year_cents: int, manages: bool = False
) -> list[str]:
    """Who has to say yes; `year_cents` is the person's year with this order, `manages`: ordered by a manager.

    Empty: nobody, it is approved at once.
    """
    second = value_cents > policy.second_each_cents or year_cents > policy.second_year_cents
    asked = policy.manager_from is not None and points >= policy.manager_from and not manages
    automatic = policy.automatic_cents > 0 and value_cents <= policy.automatic_cents
    levels = ["company_manager"] if asked else []
    if second:
        return [*levels, "administrator", "second"]
    return levels if automatic else [*levels, "administrator"]


def next_level(chain: Sequence[str], answered: Collection[str]) -> str | None:
    """Whose turn it is; None when all have answered."""
    return next((level for level in chain if level not in answered), None)


def may_answer(by: str, requester: str, answered_by: Collection[str]) -> bool:
    """Four eyes: neither whoever ordered, nor whoever answered before."""
    return by != requester and by not in answered_by
