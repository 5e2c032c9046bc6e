"""Points held are those of open orders; each order has the movements and register lines of its state."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from catalog.models import Order, Reward
from catalog.rules.states import GRANTED, OPEN, UNDONE
from compliance.models import Gratification
from core.database import session
from core.verify import Check
from points.ledger.giving_back import BACK
from points.models import LedgerTransaction, Posting, Wallet

PIECES = Order.quantity - Order.cancelled_quantity


def _reserved() -> Iterator[str]:
    """A wallet's held points are those of its open orders."""
    held = (
        select(func.coalesce(func.sum(Order.points - Order.given_back), 0))
        .where(Order.wallet_id == Wallet.id, Order.state.in_(OPEN))
        .scalar_subquery()
    )
    return (f"wallet {one}" for one in session.scalars(select(Wallet.id).where(Wallet.reserved != held)))


def _movements() -> Iterator[str]:
    """Each order has the movements of its state: a reserve of its points, then spending or giving back."""
    reserve, spend, back, refund = (aliased(LedgerTransaction) for _ in range(4))
    held = (
        select(func.coalesce(func.sum(Posting.amount), 0))
        .where(Posting.transaction_id == reserve.id, Posting.account == "reserved")
        .where(Posting.wallet_id == Order.wallet_id)
        .scalar_subquery()
    )
    costs = Order.points > 0
    refunded = or_(Order.state == "refunded", Order.id.in_(_undone_later()))
    wrong = or_(
        case((Order.state == "draft", reserve.id.is_not(None)), else_=held != Order.points),
        spend.id.is_not(None) != and_(costs, Order.state.in_(("delivered", "replaced", "refunded"))),
        back.id.is_not(None) != and_(costs, Order.state.in_(("cancelled", "declined"))),
        refund.id.is_not(None) != and_(costs, refunded),
    )
    statement = select(Order.id).where(wrong)
    for one, name in ((reserve, "reserve"), (spend, "spend"), (back, "cancel"), (refund, "refund")):
        statement = statement.outerjoin(one, one.reference == _reference(name))
    return (f"order {one}" for one in session.scalars(statement))


def _parts_back() -> Iterator[str]:
    """What was given back for pieces cancelled is what the ledger says."""
    rows = session.execute(
        select(LedgerTransaction.reference, -func.sum(Posting.amount))
        .join(Posting, Posting.transaction_id == LedgerTransaction.id)
        .where(LedgerTransaction.kind == "cancel", LedgerTransaction.reverses_id.is_(None))
        .where(LedgerTransaction.reference.like(f"order:%{BACK}%"), Posting.account == "reserved")
        .group_by(LedgerTransaction.reference)
    )
    found: dict[int, int] = defaultdict(int)
    for reference, points in rows:
        found[int(reference.split(":")[1])] += int(points)
    said = dict(session.execute(select(Order.id, Order.given_back).where(Order.given_back > 0)).all())
    share = Order.points * Order.cancelled_quantity // Order.quantity
    stray = session.scalars(select(Order.id).where(Order.given_back != share))
    wrong = {one for one in found.keys() | said.keys() if found.get(one) != said.get(one)}
    return (f"order {one}" for one in sorted({*wrong, *stray}))


def _registered() -> Iterator[str]:
    """An approved order is in the register at the value of its pieces; an undone one is not, or at nothing.

    A replacement has no line of its own: the first order's stands for it.
    """
    first, second = aliased(Gratification), aliased(Gratification)
    back = (
        select(func.coalesce(func.sum(second.value_cents), 0))
        .where(second.corrects_id == first.id)
        .scalar_subquery()
    )
    its_own = and_(Order.state.in_(GRANTED), Order.replaces_id.is_(None))
    stands = and_(its_own, Order.id.not_in(_undone_later()))
    never = or_(Order.state.in_(("draft", "requested", "declined")), Order.replaces_id.is_not(None))
    expected = case((stands, Order.value_cents * PIECES // Order.quantity), else_=0)
    wrong = or_(
        func.coalesce(first.value_cents + back, 0) != expected,
        and_(its_own, first.id.is_(None)),
        and_(never, first.id.is_not(None)),
    )
    statement = (
        select(Order.id)
        .outerjoin(first, first.reference == literal("order:") + cast(Order.id, String))
        .where(wrong)
    )
    return (f"order {one}" for one in session.scalars(statement))


def _beneficiaries() -> Iterator[str]:
    """A person's reward is paid from the person's wallet, a company's from the company's."""
    owner = case(
        (Reward.beneficiary == "person", Wallet.person_id == Order.person_id),
        else_=Wallet.company_id == Order.company_id,
    )
    statement = (
        select(Order.id)
        .join(Wallet, Wallet.id == Order.wallet_id)
        .join(Reward, Reward.id == Order.reward_id)
        .where(func.coalesce(owner, literal(False)) == literal(False))
    )
    return (f"order {one}" for one in session.scalars(statement))


def _undone_later() -> list[int]:
    """Orders that cost something, were replaced, and whose replacement was undone: their points are back."""
    chained = select(Order.id, Order.replaces_id, Order.state).where(Order.replaces_id.is_not(None))
    after = {replaced: (number, state) for number, replaced, state in session.execute(chained)}
    numbers = {number for number, _ in after.values()}
    undone = []
    for first in after.keys() - numbers:
        number, state = after[first]
        while number in after:
            number, state = after[number]
        undone += [first] if state in UNDONE else []
    return [one for one in undone if one is not None]


def _reference(name: str) -> ColumnElement[Any]:
    return literal("order:") + cast(Order.id, String) + literal(f":{name}")


CHECKS: tuple[Check, ...] = (
    Check("I8b", "held points are those of open orders", _reserved),
    Check("I8c", "an order’s movements are those of its state", _movements),
    Check("I8c", "what came back for cancelled pieces is their share", _parts_back),
    Check("I-A7c", "what was granted is in the register, what was undone is taken back", _registered),
    Check("I8e", "whoever receives a reward pays for it", _beneficiaries),
)
