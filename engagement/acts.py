"""What is no purchase — a training, a contract, an event, a testimonial: declared, confirmed or refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from accounts.identifiers import email_key
from accounts.models import Company, Person
from accounts.queries import employer_on
from core import audit
from core.clock import local_day
from core.database import insert, session
from core.jobs import advance
from core.text import tidy
from engagement import messages
from engagement.deciding import decide
from engagement.models import Act
from engagement.rules import (
    AnswerMissing,
    NobodyNamed,
    NotYet,
    UnknownAct,
    UnknownNames,
)
from points.earning.events import Happened, give
from points.queries import rules_in_force
from points.rules import Rule, active_on
from points.tiers.credits import credit
from sales.models import JOURNAL

DECLARED, CONFIRMED, REFUSED = "declared", "confirmed", "refused"
#: ("person" or "company", its id)
Holder = tuple[str, int]


@dataclass(frozen=True)
class Deed:
    """Which act, when, and what it was."""

    act: str
    happened_on: date
    note: str = ""


def known_acts(day: date) -> list[str]:
    """The acts that a rule rewards on a day, in order."""
    return acts_in(rules_in_force(), day)


def acts_in(rules: Iterable[Rule], day: date) -> list[str]:
    """The acts that some of these rules reward on a day, in order."""
    return sorted({rule.act for rule in active_on(rules, day) if rule.kind == "action" and rule.act})


def declare(request_id: str, deed: Deed, person_id: int, at: datetime) -> Act:
    """A member says what they did; it waits for staff. Sent twice, it is one. Raises NotYet, UnknownAct."""
    return _write(request_id, deed, ("person", person_id), at, audit.by(person_id))


def enter(request_id: str, deed: Deed, holders: Iterable[Holder], at: datetime, by: str) -> list[Act]:
    """Staff note an act of one or many, thereby confirmed. Raises NobodyNamed, NotYet, UnknownAct."""
    found = list(dict.fromkeys(holders))
    if not found:
        raise NobodyNamed
    acts = [_write(f"{request_id[:26]}:{kind[0]}{n}", deed, (kind, n), at, by) for kind, n in found]
    return [confirm(one.id, at, by) if one.state == DECLARED else one for one in acts]


def named(lines: str) -> list[Holder]:
    """People by code or address and companies by code, one a line; raises UnknownNames with those unknown."""
    holders, unknown = [], []
    for line in lines.replace(";", "\n").replace(",", "\n").splitlines():
        text = tidy(line)
        if text:
            found = _holder(text)
            holders += [found] if found else []
            unknown += [] if found else [text[:40]]
    if unknown:
        raise UnknownNames(names=", ".join(unknown[:10]))
    return holders


def confirm(act_id: int, at: datetime, by: str) -> Act:
    """It happened: points by the rules of its day, and its place in the tier. Raises AlreadyDecided."""
    revision = advance(JOURNAL)  # before any wallet, as every acceptance has it
    act = decide(Act, act_id, DECLARED, CONFIRMED, at, by)
    act.revision = revision
    company_id = act.company_id or _employer(act)
    facts = {"note": act.note} if act.note else {}
    happened = Happened(f"act:{act.id}", "action", act.happened_on, company_id, act.person_id, act.act, facts)
    given = give(happened, at, by)
    for kind, number in (("person", act.person_id), ("company", company_id)):
        if number is not None:
            credit((kind, number), f"act:{act.id}:{kind}", act.happened_on, at, by, acts=1)
    audit.record(by, "engagement.confirm_act", ("act", act.id), at, {"points": given})
    messages.tell_act(act, given, at)
    return act


def refuse(act_id: int, answer: str, at: datetime, by: str) -> Act:
    """It is not confirmed, for a reason that the member reads. Raises AnswerMissing, AlreadyDecided."""
    if not answer.strip():
        raise AnswerMissing
    act = decide(Act, act_id, DECLARED, REFUSED, at, by)
    act.answer = answer.strip()[:200]
    session.flush()
    audit.record(by, "engagement.refuse_act", ("act", act.id), at, {"answer": act.answer})
    messages.tell_act(act, 0, at)
    return act


def _write(request_id: str, deed: Deed, holder: Holder, at: datetime, by: str) -> Act:
    if deed.happened_on > local_day(at):
        raise NotYet
    if deed.act not in known_acts(deed.happened_on):
        raise UnknownAct
    number = session.execute(
        insert(Act)
        .values(
            request_id=request_id,
            act=deed.act,
            person_id=holder[1] if holder[0] == "person" else None,
            company_id=holder[1] if holder[0] == "company" else None,
            happened_on=deed.happened_on,
            note=tidy(deed.note)[:200],
            state=DECLARED,
            declared_by=by,
            declared_at=at,
            answer="",
        )
        .on_conflict_do_nothing(index_elements=[Act.request_id])
        .returning(Act.id)
    ).scalar_one_or_none()
    if number is None:
        return session.scalars(select(Act).where(Act.request_id == request_id)).one()
    audit.record(by, "engagement.declare_act", ("act", number), at, {"act": deed.act})
    return session.get_one(Act, number)


def _employer(act: Act) -> int | None:
    employer = employer_on(act.person_id or 0, act.happened_on)
    return employer.id if employer else None


def _holder(text: str) -> Holder | None:
    person = select(Person.id).where((Person.code == text) | (Person.email_key == email_key(text)))
    found = session.scalars(person.limit(1)).one_or_none()
    if found is not None:
        return "person", found
    company = session.scalars(select(Company.id).where(Company.code == text)).one_or_none()
    return ("company", company) if company is not None else None
