"""What stands between somebody and a reward besides the shelf itself: the purse, the law, whose it may be."""

from collections.abc import Callable
from datetime import date, datetime

from catalog import rules
from catalog.models import Reward
from catalog.shelf.cards import Card, card
from compliance import queries as law
from compliance.rules import obstacles
from core.database import session
from core.rules import Refused
from points.ledger import queries as wallets

__all__ = ["Card", "card", "hindrances", "purse", "reward_for", "wallet_for"]


def wallet_for(beneficiary: str, person_id: int, company_id: int | None) -> int | None:
    """The wallet that pays a beneficiary's rewards; None until it was opened."""
    if beneficiary == "person":
        return wallets.wallet_of_person(person_id)
    return wallets.wallet_of_company(company_id) if company_id else None


def purse(wallet_id: int | None, day: date) -> tuple[int, int]:
    """What a wallet holds, and what it usually earns at once."""
    return (0, 0) if wallet_id is None else wallets.purse(wallet_id, day)


def reward_for(reward_id: int, spends: Callable[[], bool]) -> Reward | None:
    """A reward that somebody may look at; companies' rewards are for those who spend their points."""
    reward = session.get(Reward, reward_id)
    return reward if reward and (reward.beneficiary == "person" or spends()) else None


def hindrances(
    person_id: int,
    company_id: int | None,
    beneficiary: str,
    value_cents: int,
    at: datetime,
    *kinds: tuple[str, str],
) -> list[Refused]:
    """What the rules hold against a reward of this value (cents) now, besides points: of each of these (form,
    nature), or of any where none is named.
    """
    if company_id is None:
        return [rules.NoCompany()]
    ask = law.company_standing if beneficiary == "company" else law.standing
    standing = ask(person_id, company_id, at)
    return [one for kind in kinds or [("", "")] for one in obstacles(standing, value_cents, *kind)]
