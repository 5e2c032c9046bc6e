"""Bringing others in: who brought whom, and the first qualifying sale that pays both."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import aliased

from accounts.models import Company
from accounts.queries import employer_on
from core import audit
from core.clock import local_day
from core.database import insert, session
from engagement import messages
from engagement.models import Application, InviteCode, Referral
from engagement.rules import House, related
from points.earning.events import Gift, Happened, owner_of, post_gifts, rules_for
from points.models import Measure
from points.rules import Rule
from points.rules.scope import means_sale
from points.tiers.credits import credit

#: Sales of one newcomer that are looked at in one go.
MOST = 500


def begin(application: Application, at: datetime) -> bool:
    """Write down who brought a newcomer in; False for one's own house, or where nobody did.

    One newcomer has one referrer: the first.
    """
    invite = session.get(InviteCode, application.referral_code) if application.referral_code else None
    if invite is None or application.company_id is None:
        return False
    home = employer_on(invite.person_id, local_day(at))
    newcomer = session.get_one(Company, application.company_id)
    if home is None or home.kind == "sponsor" or related(_house(home), _house(newcomer)):
        return False
    number = session.execute(
        insert(Referral)
        .values(
            referrer_person_id=invite.person_id,
            referrer_company_id=home.id,
            newcomer_company_id=newcomer.id,
            since=at,
        )
        .on_conflict_do_nothing()
        .returning(Referral.id)
    ).scalar_one_or_none()
    if number is None:
        return False
    facts = {"newcomer": newcomer.id}
    audit.record(audit.by(invite.person_id), "engagement.refer", ("referral", number), at, facts)
    messages.tell_joined(invite.person_id, newcomer, at)
    return True


def settle(at: datetime, by: str = "clock") -> int:
    """Reward every referral whose newcomer has made a first qualifying sale; how many succeeded."""
    waiting = select(Referral.id).where(Referral.succeeded_at.is_(None)).order_by(Referral.id)
    return sum(_settle(number, at, by) for number in session.scalars(waiting).all())


def _settle(referral_id: int, at: datetime, by: str) -> bool:
    referral = session.get_one(Referral, referral_id)
    found = _first_sale(referral)
    if found is None or not _win(referral, found[0].line_id, at):
        return False
    sale, rule = found
    _reward(referral, sale, rule, at, by)
    messages.tell_succeeded(referral, rule, at)
    facts = {"line": sale.line_id, "rule": rule.code}
    audit.record(by, "engagement.referral_succeeds", ("referral", referral.id), at, facts)
    return True


def _first_sale(referral: Referral) -> tuple[Measure, Rule] | None:
    """The first sale or purchase since the newcomer joined that a referral rule of its day means."""
    back = aliased(Measure)
    returned = (
        select(func.coalesce(func.sum(back.quantity), 0))
        .where(back.returns_id == Measure.line_id)
        .scalar_subquery()
    )
    newcomer = referral.newcomer_company_id
    sales = select(Measure).where(
        or_(Measure.selling_company_id == newcomer, Measure.buying_company_id == newcomer),
        Measure.day >= local_day(referral.since),
        Measure.returns_id.is_(None),
        Measure.quantity + returned > 0,
    )
    for sale in session.scalars(sales.order_by(Measure.day, Measure.line_id).limit(MOST)):
        happened = Happened(f"referral:{referral.id}", "referral", sale.day, newcomer)
        for rule in rules_for(happened):
            if means_sale(rule.scope, sale):
                return sale, rule
    return None


def _win(referral: Referral, line_id: int, at: datetime) -> bool:
    """Exactly one process sees it succeed."""
    won = session.execute(
        update(Referral)
        .where(Referral.id == referral.id, Referral.succeeded_at.is_(None))
        .values(succeeded_at=at, line_id=line_id)
        .returning(Referral.id)
    ).one_or_none()
    return won is not None


def _reward(referral: Referral, sale: Measure, rule: Rule, at: datetime, by: str) -> None:
    joined = select(Application.person_id).where(Application.company_id == referral.newcomer_company_id)
    person = session.scalars(joined.where(Application.person_id.is_not(None)).limit(1)).one_or_none()
    reference, day = f"referral:{referral.id}", sale.day
    newcomer = Happened(reference, "referral", day, referral.newcomer_company_id, person)
    referrer = Happened(reference, "referral", day, referral.referrer_company_id, referral.referrer_person_id)
    sides = (("newcomer", newcomer, rule.points), ("referrer", referrer, rule.referrer_points))
    gifts = [
        Gift(f"{reference}:{side}", rule, owner, points)
        for side, happened, points in sides
        if points > 0 and (owner := owner_of(rule, happened))
    ]
    post_gifts(gifts, newcomer, at, by)
    if rule.tier_credit:
        amount, today = rule.tier_credit, local_day(at)
        credit(("company", referral.referrer_company_id), f"{reference}:company", today, at, by, amount)
        credit(("person", referral.referrer_person_id), f"{reference}:person", today, at, by, amount)


def _house(company: Company) -> House:
    return House(company.id, company.siret, company.parent_id)
