"""The demo story as a scene: every page with something on it, real ids for what changes in addresses."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Select, literal, or_, select
from werkzeug.routing import Rule

from accounts.models import Company, Mandate, Person, Portfolio, Segment, SignIn
from catalog.models import (
    Address,
    CardCall,
    Entitlement,
    GroupAward,
    Order,
    RebateRun,
    Reward,
    RewardSession,
    Suggestion,
    Supplier,
    SupplierOrder,
)
from challenges.models import Challenge
from compliance.models import Gratification, Terms
from core import audit
from core.clock import clock, local_day
from core.database import session, transaction
from core.outbox import Mail
from engagement.models import InviteCode
from notifications.models import Notice
from points.ledger.actions import open_wallets
from points.models import EarningRule, LedgerTransaction, Wallet
from products.models import Product
from sales.models import Claim, SaleLine, StagedRow, Upload
from seeds import people, story
from tests.support.cast import Member, sign_in


def tell(say: Callable[[str], object]) -> dict[str, Member]:
    """Tell the story in an empty database; who in it can be visited as, by role."""
    audit.origin.set(audit.Origin("shell"))
    assert story.tell(clock.now(), say)
    return cast()


def cast() -> dict[str, Member]:
    """Who can be visited as, by role (the first of each), once the story is told; they are signed in."""
    chosen = {one.role: one for one in reversed(people.CAST)}
    chosen["rival"] = next(one for one in people.CAST if one.firm == "D03")
    chosen["installer"] = next(one for one in people.CAST if one.firm == "I001")
    with transaction():
        return {role: _member(one) for role, one in chosen.items()}


def _member(one: people.Member) -> Member:
    person_id, company_id = session.execute(
        select(Person.id, Mandate.company_id).join(Mandate).where(Person.code == one.code)
    ).one()
    token = f"test-token-of-{one.code}"
    sign_in(person_id, token, clock.now())
    wallet = open_wallets([person_id], [], clock.now())["person", person_id]
    return Member(person_id, one.code, one.first_name, one.last_name, company_id, one.role, wallet, token)


def of(member: Member) -> "Ids":
    """Ids of what this member may see."""
    return Ids(member)


#: Pages that only some challenges have: how their address ends → the part of the document they show.
PARTS = {"/league": "leagues", "/duel": "duels", "/targets": "targets", "/targets.csv": "targets"}


class Ids:
    """Real values for the changing parts of addresses, as far as they belong to one member."""

    def __init__(self, member: Member) -> None:
        self.member = member

    def fill(self, rule: Rule) -> dict[str, Any] | None:
        """Values for a rule; None when one is missing."""
        room = rule.endpoint.partition("_staff")[0].partition(".")[0]
        staff = self.member.role in {"administrator", "account_manager"}
        if rule.rule.endswith(("/draft", "/launch", "/launch/confirmation")):
            found = session.scalar(select(Challenge.code).where(Challenge.state == "draft").limit(1))
            return {"code": found} if found and rule.arguments == {"code"} else None
        if rule.rule.endswith(("/after", "/result")):
            found = session.scalar(select(Challenge.code).where(Challenge.state == "paid").limit(1))
            return {"code": found} if found else None
        if wanted := next((part for end, part in PARTS.items() if rule.rule.endswith(end)), ""):
            return _with(wanted)
        if "line" in rule.arguments:
            return _row_of(rule)
        if "session_id" in rule.arguments:
            return _date_of(rule)
        if rule.rule.endswith("/card"):
            return self._card()
        if rule.rule.startswith("/approvals/"):
            return self._asked_manager()
        values = {name: self._value(name, room, staff) for name in rule.arguments}
        return None if None in values.values() else values

    def _asked_manager(self) -> dict[str, Any] | None:
        """An order of their company that its manager was asked about."""
        theirs = select(Order).where(Order.company_id == self.member.company_id).order_by(Order.id)
        found = next((one for one in session.scalars(theirs) if "company_manager" in one.approvals), None)
        return {"order_id": found.id} if found else None

    def _card(self) -> dict[str, Any] | None:
        """An order of theirs whose card has come."""
        mine = select(Order.id).join(CardCall, CardCall.order_id == Order.id)
        came = mine.where(Order.person_id == self.member.id, CardCall.state == "delivered")
        found = session.scalar(came.where(Order.state == "delivered").limit(1))
        return {"order_id": found} if found else None

    def _value(self, name: str, room: str, staff: bool) -> Any:
        if name == "month":
            return f"{local_day(clock.now()):%Y-%m}"
        person = self.member.id
        everything = self.member.role == "administrator"
        companies = select(Portfolio.company_id).where(Portfolio.person_id == person)
        cared_for = or_(literal(everything), Company.id.in_(companies))
        own: dict[str, Select[Any]] = {
            "order_id": select(Order.id).where(or_(literal(staff), Order.person_id == person)),
            "reward_id": select(Reward.id).where(Reward.retired_at.is_(None)),
            "notice_id": select(Notice.id).where(Notice.person_id == person),
            "company_id": select(Company.id).where(cared_for, Company.kind != "sponsor"),
            "person_id": select(Mandate.person_id).where(
                or_(literal(everything), Mandate.company_id.in_(companies)), Mandate.role == "rep"
            ),
            "mandate_id": select(Mandate.id).where(Mandate.role == "rep"),
            "product_id": select(Product.id),
            "upload_id": select(Upload.id),
            "line_id": select(Gratification.id)
            if room == "compliance"
            else select(SaleLine.returns_id).where(SaleLine.returns_id.is_not(None)),
            "claim_id": select(Claim.id).where(
                or_(literal(staff), Claim.person_id == person), Claim.photo != ""
            ),
            "mail_id": select(Mail.id),
            "supplier_id": select(Supplier.id),
            "supplier_order_id": select(SupplierOrder.id),
            "call_id": select(CardCall.id),
            "award_id": select(GroupAward.id),
            "entitlement_id": select(Entitlement.id),
            "run_id": select(RebateRun.id),
            "suggestion_id": select(Suggestion.id),
            "address_id": select(Address.id).where(Address.person_id == person, Address.removed_at.is_(None)),
            "wallet_id": select(Wallet.id).where(Wallet.person_id.is_not(None)),
            "transaction_id": select(LedgerTransaction.id),
            "sign_in_id": select(SignIn.id).where(SignIn.person_id == person),
            "version": select(Terms.version),
            "code": {
                "points": select(EarningRule.code),
                "points_rules": select(EarningRule.code),
                "segments": select(Segment.code),
                "engagement": select(InviteCode.code).where(InviteCode.person_id == person),
            }.get(room, select(Challenge.code).where(Challenge.state == "open")),
        }
        return session.scalar(own[name].limit(1)) if name in own else None


def _with(part: str) -> dict[str, Any] | None:
    """A running challenge whose document has a part."""
    running = session.scalars(select(Challenge).where(Challenge.state == "open"))
    return next(({"code": one.code} for one in running if part in one.document), None)


def _date_of(rule: Rule) -> dict[str, Any] | None:
    """A date of a reward, as the page of its address wants it."""
    found = session.scalar(select(RewardSession).where(RewardSession.cancelled_at.is_(None)).limit(1))
    values = {"reward_id": found.reward_id, "session_id": found.id} if found else {}
    return values if found and rule.arguments <= set(values) else None


def _row_of(rule: Rule) -> dict[str, Any] | None:
    """A row of a file that waits for somebody, as the page of its address wants it."""
    verdict = "return" if "/returns/" in rule.rule else "conflict"
    found = session.execute(
        select(StagedRow.upload_id, StagedRow.line).where(StagedRow.verdict == verdict).limit(1)
    ).one_or_none()
    return {"upload_id": found.upload_id, "line": found.line} if found else None


def members(told: dict[str, Member], roles: Iterable[str]) -> list[Member]:
    """Some of the story's members."""
    return [told[role] for role in roles]
