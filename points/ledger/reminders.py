"""Telling owners in time that points expire: at 60, 30 and 7 days, once for each wallet, day and stage."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from accounts.models import Mandate
from accounts.queries import touches
from core.clock import local_day
from core.database import session
from core.format import day as in_words
from core.format import points as figure
from notifications.post import Message, tell, tell_each
from points.models import Lot, Wallet
from points.rules.life import STAGES, reminder_stage

Writer = Callable[[str], Message]


class Expiring(NamedTuple):
    """Points of a wallet that share their last day."""

    wallet_id: int
    person_id: int | None
    company_id: int | None
    last: date
    points: int
    stage: int


def remind(at: datetime) -> int:
    """Tell everybody whose points expire soon; how many notices are new."""
    today, told = local_day(at), 0
    of_people: dict[tuple[date, int], dict[int, Writer]] = defaultdict(dict)
    of_companies: list[Expiring] = []
    for one in expiring(today):
        if one.person_id:
            of_people[one.last, one.stage][one.person_id] = _writer(one, "/points")
        else:
            of_companies.append(one)
    for (last, stage), writers in of_people.items():
        told += tell_each(writers, at, f"expiry:person:{last}:{stage}")
    managers = _managers(today) if of_companies else {}
    for one in of_companies:
        readers, reference = (
            managers.get(one.company_id or 0, []),
            f"expiry:{one.wallet_id}:{one.last}:{one.stage}",
        )
        told += tell(readers, _writer(one, "/points/company"), at, reference)
    return told


def expiring(today: date) -> Iterator[Expiring]:
    """What expires within the reminders' days, by wallet and last day."""
    rows = session.execute(
        select(Lot.wallet_id, Wallet.person_id, Wallet.company_id, Lot.expires_on, func.sum(Lot.remaining))
        .join(Wallet, Wallet.id == Lot.wallet_id)
        .where(Lot.remaining > 0, Lot.expires_on >= today, Lot.expires_on <= today + timedelta(max(STAGES)))
        .group_by(Lot.wallet_id, Wallet.person_id, Wallet.company_id, Lot.expires_on)
        .order_by(Lot.expires_on, Lot.wallet_id)
    ).all()
    for wallet_id, person_id, company_id, last, points in rows:
        stage = reminder_stage(last, today) if last else None
        if last and stage:
            yield Expiring(wallet_id, person_id, company_id, last, int(points), stage)


def _managers(today: date) -> dict[int, list[int]]:
    rows = select(Mandate.company_id, Mandate.person_id).where(
        Mandate.role == "company_manager", touches(today, today)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for company_id, person_id in session.execute(rows):
        found[company_id].append(person_id)
    return found


def _writer(one: Expiring, path: str) -> Writer:
    def write(language: str) -> Message:
        with force_locale(language):
            facts = {"points": figure(one.points), "day": in_words(one.last, year=True)}
            if one.company_id:
                title = ngettext(
                    "%(points)s point of your company to spend by %(day)s",
                    "%(points)s points of your company to spend by %(day)s",
                    one.points,
                    **facts,
                )
            else:
                title = ngettext(
                    "%(points)s point to spend by %(day)s",
                    "%(points)s points to spend by %(day)s",
                    one.points,
                    **facts,
                )
            body = _("After that day they expire. The catalogue shows what they can buy today.")
            return Message("points", title, body, path)

    return write
