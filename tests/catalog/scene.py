"""What the tests of this room begin with: somebody in good standing, with points, and something to order."""

from datetime import date

from catalog import actions
from catalog.models import Reward
from compliance import actions as law
from compliance import queries as terms_of
from core.database import transaction
from points.ledger import actions as points
from tests.support.cast import START, Cast, Firm, Member


def rewardable(member: Member, firm: Firm, cap: int | None = None) -> None:
    """Let a member receive rewards; joins the open transaction."""
    terms = terms_of.current_terms(date(2026, 10, 15)) or law.publish_terms(
        "2026-09", "Règlement", "Terms", date(2026, 9, 1), START, "shell"
    )
    law.accept_terms(member.id, terms.id, "fr", START)
    law.declare_status(member.id, "employee_commercial", "Contrat", date(2026, 1, 1), None, START, "shell")
    law.record_consent(firm.id, True, "La direction", START, "shell", cap)


def give_points(wallet_id: int, amount: int, reference: str = "opening:1") -> None:
    """Put points in a wallet; joins the open transaction."""
    points.add_opening(wallet_id, amount, reference, START, "shell")


def a_reward(code: str = "drill", price: int = 500, stock: int | None = 5, **columns: object) -> Reward:
    """A reward of the catalogue; joins the open transaction."""
    given: dict[str, object] = {
        "code": code,
        "name_fr": "Perceuse",
        "name_en": "Drill",
        "category": "tools",
        "kind": "goods",
        "form": "in_kind",
        "price_points": price,
        "cost_cents": 4_000,
        **columns,
    }
    return actions.add_reward(**given, stock=stock, at=START, by="shell")


def karim_with(cast: Cast, amount: int, **reward: object) -> int:
    """Karim in good standing with points, and one reward; its id."""
    with transaction():
        rewardable(cast.karim, cast.merel)
        if amount:
            give_points(cast.karim.wallet_id, amount)
        return a_reward(**reward).id
