"""What waits for somebody's decision: the list of "Today", oldest first, each with its delay."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, func, select

from accounts.models import Person
from challenges.models import Challenge
from core.clock import day_start
from core.database import session
from core.format import points, reader
from core.outbox import Mail
from engagement.models import Act, Application
from home import order_decisions, sale_decisions
from home.deciding import MOST, Decision
from points.ledger import corrections
from points.models import CorrectionRequest, LedgerTransaction, Pending
from points.sentences.events import act as act_name
from points.statements import waiting as waiting_points

#: How long each kind may wait.
APPLICATION_DELAY = timedelta(days=2)
ACT_DELAY = timedelta(days=5)
CORRECTION_DELAY = timedelta(days=2)
CONFIRMATION_DELAY = timedelta(days=5)


def waiting(at: datetime) -> list[Decision]:
    """Everything that waits, the most pressing first."""
    found = [
        *sale_decisions.uploads(),
        *sale_decisions.claims(),
        *order_decisions.orders(),
        *order_decisions.troubles(),
        *_challenges(at),
        *_applications(),
        *_acts(),
        *_mail(),
    ]
    found += [*_corrections(), *_pendings(), *sale_decisions.returns()]
    return sorted(found, key=lambda one: one.due)


def count() -> int:
    """How many decisions wait, in one statement."""
    parts = [
        select(func.count()).where(condition).scalar_subquery()
        for condition in (
            sale_decisions.upload_waits(),
            sale_decisions.returns_wait(),
            sale_decisions.claim_waits(),
            order_decisions.order_waits(),
            order_decisions.trouble_waits(),
            _challenge_waits(),
            _application_waits(),
            _act_waits(),
            _mail_is_dead(),
            _correction_waits(),
            _pending_waits(),
        )
    ]
    return int(session.execute(select(sum(parts[1:], start=parts[0]))).scalar_one())


def _challenge_waits() -> ColumnElement[bool]:
    return Challenge.state == "draft"


def _application_waits() -> ColumnElement[bool]:
    return Application.state == "asked"


def _act_waits() -> ColumnElement[bool]:
    return Act.state == "declared"


def _mail_is_dead() -> ColumnElement[bool]:
    return Mail.state == "dead"


def _correction_waits() -> ColumnElement[bool]:
    return CorrectionRequest.state == "asked"


def _pending_waits() -> ColumnElement[bool]:
    """Gains that no day confirms; one entry stands for all of them."""
    oldest = select(func.min(Pending.id)).where(Pending.remaining > 0, Pending.due_on.is_(None))
    return Pending.id == oldest.scalar_subquery()


def _challenges(at: datetime) -> list[Decision]:
    rows = session.scalars(
        select(Challenge).where(_challenge_waits()).order_by(Challenge.starts_on).limit(MOST)
    )
    return [
        Decision(
            "challenge",
            _("Challenge to launch: %(title)s", title=one.title_fr if _french() else one.title_en),
            _("A draft nobody has launched yet"),
            "",
            one.created_at,
            day_start(one.starts_on),
            f"/staff/challenges/{one.code}",
        )
        for one in rows
    ]


def _applications() -> list[Decision]:
    waiting = select(Application).where(_application_waits()).order_by(Application.asked_at).limit(MOST)
    return [
        Decision(
            "joining",
            _("%(company)s asks to join", company=one.company_name),
            f"{one.first_name} {one.last_name}",
            "",
            one.asked_at,
            one.asked_at + APPLICATION_DELAY,
            f"/staff/applications/{one.id}",
        )
        for one in session.scalars(waiting)
    ]


def _acts() -> list[Decision]:
    rows = session.execute(
        select(Act, Person)
        .join(Person, Person.id == Act.person_id)
        .where(_act_waits())
        .order_by(Act.declared_at)
        .limit(MOST)
    )
    return [
        Decision(
            "act",
            _("To confirm: %(act)s", act=act_name(one.act)),
            person.name,
            "",
            one.declared_at,
            one.declared_at + ACT_DELAY,
            "/staff/acts",
        )
        for one, person in rows
    ]


def _mail() -> list[Decision]:
    dead, oldest = session.execute(
        select(func.count(), func.min(Mail.created_at)).where(_mail_is_dead())
    ).one()
    if not dead:
        return []
    title = ngettext("%(num)d mail could not be delivered", "%(num)d mails could not be delivered", dead)
    return [Decision("mail", title, _("See what the receiver said"), "", oldest, oldest, "/staff/settings")]


def _corrections() -> list[Decision]:
    return [
        Decision(
            "correction",
            _("Correction to approve: %(points)s points", points=points(one.points)),
            one.reason,
            _("%(points)s pts", points=points(abs(one.points))),
            one.asked_at,
            one.asked_at + CORRECTION_DELAY,
            "/staff/programme/corrections",
        )
        for one in corrections.waiting()[:MOST]
    ]


def _pendings() -> list[Decision]:
    count, total = waiting_points.for_a_person()
    if not count:
        return []
    oldest = session.execute(
        select(func.min(LedgerTransaction.at))
        .join(Pending, Pending.transaction_id == LedgerTransaction.id)
        .where(Pending.remaining > 0, Pending.due_on.is_(None))
    ).scalar_one()
    title = ngettext("%(num)d gain of points to confirm", "%(num)d gains of points to confirm", count)
    stake = _("%(points)s pts", points=points(total))
    sub, path = _("Earned, not to be spent yet"), "/staff/programme/confirmations"
    return [Decision("points", title, sub, stake, oldest, oldest + CONFIRMATION_DELAY, path)]


def _french() -> bool:
    return reader().language == "fr"
