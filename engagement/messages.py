"""What this room says to people."""

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.models import Company, Person, Portfolio
from accounts.queries import managers_of, staff_people
from core.database import session
from core.format import points as figure
from core.outbox import enqueue
from core.settings import Settings
from engagement.models import Act, Application, Referral
from notifications.post import Message, tell
from points.rules import Rule
from points.sentences.events import act as act_name


def send_refusal(application: Application, at: datetime) -> None:
    """Tell an applicant, who has no account, why the answer is no."""
    settings: Settings = current_app.config["SETTINGS"]
    with force_locale(application.language):
        brand = settings.brand.name
        subject = _("Your request to join %(brand)s", brand=brand)
        body = current_app.jinja_env.get_template("mail/engagement/refused.txt").render(
            application=application, brand=brand
        )
    enqueue(application.email, application.language, subject, body, at)


def tell_welcomed(person_id: int, given: int, at: datetime, company_id: int) -> None:
    """Points for joining are there."""
    _tell(
        [person_id],
        lambda: (
            _("Welcome: %(points)s points", points=figure(given)),
            _("They are in your company’s account."),
        ),
        "points",
        "/points",
        at,
        f"welcome:{company_id}",
    )


def tell_own_years(person_id: int, years: int, given: int, at: datetime) -> None:
    """A complete year brought a person points."""
    _tell(
        [person_id],
        lambda: (
            ngettext("%(num)d year together", "%(num)d years together", years),
            _("Thank you: %(points)s points for you.", points=figure(given)),
        ),
        "points",
        "/points",
        at,
        f"seniority:person:{person_id}:{years}",
    )


def tell_years(company_id: int, years: int, given: int, at: datetime) -> None:
    """A complete year brought points."""
    _tell(
        [one.id for one in managers_of(company_id)],
        lambda: (
            ngettext("%(num)d year together", "%(num)d years together", years),
            _("Thank you: %(points)s points for your company.", points=figure(given)),
        ),
        "points",
        "/points/company",
        at,
        f"seniority:{company_id}:{years}",
    )


def tell_joined(person_id: int, newcomer: Company, at: datetime) -> None:
    """Whom somebody brought in is a member now."""
    name = newcomer.name
    _tell(
        [person_id],
        lambda: (
            _("%(company)s has joined", company=name),
            _("Their first sale brings points to both of you."),
        ),
        "points",
        "/refer",
        at,
        f"referral:{newcomer.id}:joined",
    )


def tell_succeeded(referral: Referral, rule: Rule, at: datetime) -> None:
    """The first sale was made: both sides read what it brought."""
    newcomer = session.get_one(Company, referral.newcomer_company_id).name
    both = (
        ([referral.referrer_person_id], rule.referrer_points, "referrer"),
        ([one.id for one in managers_of(referral.newcomer_company_id)], rule.points, "newcomer"),
    )
    for people, given, side in both:
        _tell(
            people,
            lambda given=given: (  # type: ignore[misc]
                _("First sale of %(company)s", company=newcomer),
                _("It brings you %(points)s points.", points=figure(given)),
            ),
            "points",
            "/refer" if side == "referrer" else "/points",
            at,
            f"referral:{referral.id}:{side}",
        )


def tell_enrolled(company: Company, at: datetime) -> None:
    """A company joined by its volume: whoever looks after it is to invite somebody."""
    kept = session.scalars(select(Portfolio.person_id).where(Portfolio.company_id == company.id)).all()
    people = list(kept) or [one.id for one in staff_people(roles=["administrator"])]
    name = company.name
    _tell(
        people,
        lambda: (
            _("%(company)s is a member by its volume", company=name),
            _("Its sales earn points from today. Invite somebody there, so that they know."),
        ),
        "account",
        f"/staff/companies/{company.id}",
        at,
        f"enrolled:{company.id}",
    )


def tell_act(act: Act, given: int, at: datetime) -> None:
    """An act was confirmed, or refused with a reason."""
    people = [act.person_id] if act.person_id else [one.id for one in managers_of(act.company_id or 0)]
    refused, answer, code = act.state == "refused", act.answer, act.act

    def write() -> tuple[str, str]:
        if refused:
            return _("Not confirmed: %(act)s", act=act_name(code)), answer
        earned = _("It brings %(points)s points.", points=figure(given)) if given else _("Thank you.")
        return _("Confirmed: %(act)s", act=act_name(code)), earned

    _tell(people, write, "points", "/acts", at, f"act:{act.id}")


def tell_moved(person: Person, company: Company, at: datetime) -> None:
    """Somebody works for another company from a day on."""
    name = company.name
    _tell(
        [person.id],
        lambda: (
            _("You now play for %(company)s", company=name),
            _("Your own points stay yours; your sales of before stay counted."),
        ),
        "account",
        "/me",
        at,
        None,
    )


def _tell(
    people: Iterable[int],
    write: Callable[[], tuple[str, str]],
    topic: str,
    path: str,
    at: datetime,
    reference: str | None,
) -> None:
    def in_language(language: str) -> Message:
        with force_locale(language):
            title, body = write()
            return Message(topic, str(title), str(body), path)

    tell(people, in_language, at, reference)
