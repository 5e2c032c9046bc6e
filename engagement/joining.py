"""Asking to join, and what becomes of it: approved (company, person, invitation) or refused with a reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from accounts import actions as accounts
from accounts import links
from accounts.companies import fitting, needed, one_of
from accounts.identifiers import checked_email, checked_siret, email_key
from accounts.models import Company, Person, Portfolio
from accounts.people import LANGUAGES
from accounts.queries import managers_of
from accounts.rules import BadSiret, CompanyLeft, EmailTaken
from core import audit
from core.clock import local_day
from core.database import insert, session
from core.text import fold
from engagement import bonuses, invites, messages, referrals
from engagement.deciding import decide
from engagement.models import Application, InviteCode
from engagement.rules import AnswerMissing

KINDS = ("installer", "distributor")
ASKED, APPROVED, REFUSED = "asked", "approved", "refused"


@dataclass(frozen=True)
class Wish:
    """What a newcomer says of themselves on one page."""

    request_id: str
    company_name: str
    kind: str
    siret: str
    first_name: str
    last_name: str
    email: str
    city: str = ""
    language: str = "fr"
    #: of a link or QR; empty for none
    code: str = ""


@dataclass(frozen=True)
class Twins:
    """What the books hold already that looks like an application."""

    #: the company with this SIRET
    company: Company | None = None
    #: who has this address
    person: Person | None = None
    #: companies of the same name, with another SIRET or none
    namesakes: tuple[Company, ...] = ()

    @property
    def joins_at_once(self) -> bool:
        """Whether nobody has to look: new to the books, or known from sales only."""
        known = self.company is not None and not self.company.prospect
        return not known and self.person is None


def ask(wish: Wish, at: datetime) -> Application:
    """Keep an application; beside an account manager who vouches for it, it is approved at once.

    Sent twice, it is one. Raises BadSiret, BadEmail, Missing, TooLong, InviteOver.
    """
    known = session.scalars(
        select(Application).where(Application.request_id == wish.request_id)
    ).one_or_none()
    if known is not None:
        return known
    columns = _checked(wish)
    waiting = _waiting_twin(columns["siret"], columns["email"])
    if waiting is not None:
        return waiting
    invite = invites.usable(wish.code, at) if wish.code else None
    application = _write(columns, invite, wish.request_id, at)
    audit.record("visitor", "engagement.apply", ("application", application.id), at)
    if invite is not None and invite.purpose == invites.ASSISTED:
        invites.use_up(invite.code, at)
        if twins_of(application).joins_at_once:
            approve(application.id, at, audit.by(invite.person_id))
    return application


def twins_of(application: Application) -> Twins:
    """Who and what in the books looks like an application."""
    name = fold(application.company_name)[:160]
    company = session.scalars(select(Company).where(Company.siret == application.siret)).one_or_none()
    same_name = select(Company).where(Company.sort_key == name, Company.kind != "sponsor")
    namesakes = [one for one in session.scalars(same_name.limit(5)) if one is not company]
    person = select(Person).where(Person.email_key == email_key(application.email))
    return Twins(company, session.scalars(person).one_or_none(), tuple(namesakes))


def approve(application_id: int, at: datetime, by: str, code: str = "") -> Application:
    """Let somebody in: the company (its SIRET's prospect or member, else a new one), a person, an invitation.

    Raises AlreadyDecided, EmailTaken, CompanyLeft, CodeTaken.
    """
    application = decide(Application, application_id, ASKED, APPROVED, at, by)
    twins = twins_of(application)
    if twins.person is not None:
        raise EmailTaken(email=application.email)
    company, newcomer = _company(application, twins.company, code, at, by)
    person = _person(application, company, at, by)
    application.company_id, application.person_id = company.id, person.id
    session.flush()
    _keep(application, company.id, at, by)
    links.invite(person.id, at, by)
    audit.record(by, "engagement.approve", ("application", application.id), at, {"company": company.id})
    if newcomer:
        referrals.begin(application, at)
        bonuses.welcome(company.id, person.id, at, by)
    return application


def refuse(application_id: int, answer: str, at: datetime, by: str) -> Application:
    """Say no, for a reason that the applicant reads in a mail. Raises AnswerMissing, AlreadyDecided."""
    if not answer.strip():
        raise AnswerMissing
    application = decide(Application, application_id, ASKED, REFUSED, at, by)
    application.answer = answer.strip()[:300]
    session.flush()
    messages.send_refusal(application, at)
    audit.record(by, "engagement.refuse", ("application", application.id), at, {"answer": application.answer})
    return application


def _checked(wish: Wish) -> dict[str, Any]:
    siret = checked_siret(wish.siret, "FR")
    if siret is None:
        raise BadSiret(siret="")
    return {
        "company_name": needed(wish.company_name, 160),
        "kind": one_of(wish.kind, KINDS),
        "siret": siret,
        "city": fitting(wish.city, 80),
        "first_name": needed(wish.first_name, 80),
        "last_name": needed(wish.last_name, 80),
        "email": checked_email(wish.email),
        "language": one_of(wish.language, LANGUAGES),
    }


def _waiting_twin(siret: str, email: str) -> Application | None:
    """The same company and address, asked before and not decided yet."""
    rows = session.scalars(select(Application).where(Application.siret == siret, Application.state == ASKED))
    return next((one for one in rows if email_key(one.email) == email_key(email)), None)


def _write(columns: dict[str, Any], invite: InviteCode | None, request_id: str, at: datetime) -> Application:
    brought = invite is not None and invite.purpose == invites.REFERRAL
    number = session.execute(
        insert(Application)
        .values(
            **columns,
            request_id=request_id,
            with_person_id=None if invite is None or brought else invite.person_id,
            referral_code=invite.code if invite is not None and brought else "",
            state=ASKED,
            asked_at=at,
            answer="",
        )
        .on_conflict_do_nothing(index_elements=[Application.request_id])
        .returning(Application.id)
    ).scalar_one_or_none()
    if number is None:
        return session.scalars(select(Application).where(Application.request_id == request_id)).one()
    return session.get_one(Application, number)


def _company(
    application: Application, known: Company | None, code: str, at: datetime, by: str
) -> tuple[Company, bool]:
    """The company somebody joins, and whether it joins with them."""
    if known is None:
        made = accounts.add_company(
            code=code.strip() or application.siret,
            name=application.company_name,
            kind=application.kind,
            siret=application.siret,
            city=application.city,
            member_from=local_day(at),
            at=at,
            by=by,
        )
        return made, True
    if known.left_at is not None:
        raise CompanyLeft(company=known.name)
    newcomer = accounts.enrol(known.id, at, by)
    return session.get_one(Company, known.id), newcomer


def _person(application: Application, company: Company, at: datetime, by: str) -> Person:
    """The first of a company manages it; whoever follows is a rep until its manager says otherwise."""
    role = "rep" if managers_of(company.id, local_day(at)) else "company_manager"
    person = accounts.add_person(
        code=_free_code(company),
        email=application.email,
        first_name=application.first_name,
        last_name=application.last_name,
        language=application.language,
        at=at,
        by=by,
    )
    accounts.give_mandate(person.id, company.id, role, local_day(at), by, at)
    return person


def _free_code(company: Company) -> str:
    """A person's code after the company's: D01-4."""
    stem = f"{company.code[:34]}-"
    taken = set(session.scalars(select(Person.code).where(Person.code.startswith(stem, autoescape=True))))
    return next(code for n in range(1, 100_000) if (code := f"{stem}{n}") not in taken)


def _keep(application: Application, company_id: int, at: datetime, by: str) -> None:
    """Who stood at their side looks after them, where nobody does."""
    kept = select(func.count()).select_from(Portfolio).where(Portfolio.company_id == company_id)
    if application.with_person_id and not session.execute(kept).scalar_one():
        accounts.add_to_portfolio(application.with_person_id, company_id, local_day(at), by, at)
