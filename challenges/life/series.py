"""A challenge that comes back each quarter or month (S004-42): drafts prepare themselves, people launch."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from flask_babel import force_locale, gettext
from sqlalchemy import ColumnElement, or_, select, update

from accounts import queries as accounts
from challenges.actions import free_code, save_draft
from challenges.document.agreement import problems_of
from challenges.document.moving import moved
from challenges.document.problems import DocumentRefused
from challenges.document.reading import stored
from challenges.document.references import scope_of
from challenges.document.terms import Document
from challenges.models import Challenge, Series
from challenges.rules.periods import EVERY, named, next_period, period_of, suffix
from challenges.rules.versions import (
    SeriesCode,
    SeriesCodeTaken,
    SeriesNumbers,
    SeriesTooLong,
    UnknownSeries,
)
from core import audit
from core import format as say
from core.clock import local_day
from core.database import insert, session
from notifications.post import Message, tell
from points.briefs import actions as briefs
from points.rules.briefing import Answers

_ = gettext
CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,25}")
LONGEST_TITLE = 120
MOST_AHEAD = 60
ACTOR = "clock"


def make(
    document: Document,
    code: str,
    name: str,
    rhythm: tuple[str, int, int, int],
    at: datetime,
    by: str,
) -> int:
    """Begin a series from a challenge's document; the series' id.

    `rhythm` is (quarter or month, days from its first day to the start, days that it lasts, days before the
    start when the draft is prepared). Raises SeriesCode…, or DocumentRefused where the parts do not fit.
    """
    every, offset, days, ahead = rhythm
    _check(code, every, offset, days, ahead)
    sample = moved(document, period_of(every, document.first) + timedelta(days=offset), days)
    if problems := problems_of(sample):
        raise DocumentRefused(problems)
    scope_of(sample)
    row = {"code": code, "name": name.strip()[:120] or document.title_fr, "document": document.plain()}
    numbers = {"every": every, "offset_days": offset, "days": days, "prepare_days": ahead}
    # the challenge that it is made from stands for its own period
    held = period_of(every, document.first)
    made = session.execute(
        insert(Series)
        .values(**row, **numbers, prepared_for=held, made_at=at, made_by=by)
        .on_conflict_do_nothing(index_elements=[Series.code])
        .returning(Series.id)
    ).scalar_one_or_none()
    if made is None:
        raise SeriesCodeTaken(code=code)
    audit.record(by, "challenges.series", ("challenge_series", made), at, {"code": code, **numbers})
    return made


def pause(series_id: int, at: datetime, by: str) -> bool:
    """Prepare no further draft; False when it is paused already."""
    return _turn(series_id, at, by, Series.paused_at.is_(None), at, "challenges.pause_series")


def resume(series_id: int, at: datetime, by: str) -> bool:
    """Go on with the next period that can still be prepared; False when it runs."""
    return _turn(series_id, None, by, Series.paused_at.is_not(None), at, "challenges.resume_series")


def found(code: str) -> Series:
    """A series by its code; raises UnknownSeries."""
    one = session.scalars(select(Series).where(Series.code == code)).one_or_none()
    if one is None:
        raise UnknownSeries(code=code)
    return one


def all_series() -> list[Series]:
    """Every series, the newest first."""
    return list(session.scalars(select(Series).order_by(Series.id.desc())))


def challenges_of(series_id: int) -> Sequence[Challenge]:
    """What a series has prepared, the newest first."""
    mine = select(Challenge).where(Challenge.series_id == series_id)
    return session.scalars(mine.order_by(Challenge.starts_on.desc())).all()


def next_of(one: Series, today: date) -> tuple[date, date]:
    """The period that comes next, and the day on which its draft is prepared."""
    period = next_period(one.every, one.offset_days, one.prepared_for, today)
    return period, period + timedelta(days=one.offset_days - one.prepare_days)


def start_of(one: Series, period: date) -> date:
    """The first day of a series' challenge in a period."""
    return period + timedelta(days=one.offset_days)


def due(at: datetime) -> list[int]:
    """The series whose next draft is to be prepared by now."""
    today = local_day(at)
    running = session.scalars(select(Series).where(Series.paused_at.is_(None)).order_by(Series.id))
    return [one.id for one in running if next_of(one, today)[1] <= today]


def prepare(series_id: int, at: datetime) -> int:
    """Write the draft of the next period and ask for its validation; 1, or 0 when another clock did.

    The period is claimed by one conditional UPDATE: of two clocks one writes the draft.
    """
    one = session.get_one(Series, series_id, populate_existing=True)
    period, day = next_of(one, local_day(at))
    if day > local_day(at) or not _claim(series_id, period):
        return 0
    document = draft_of(one, period)
    try:
        challenge_id = save_draft(document, at, ACTOR, _brief(one))
    except DocumentRefused as refused:
        _ask(one, period, partial(_trouble, one.name, str(refused)), at)
        return 0
    session.execute(update(Challenge).where(Challenge.id == challenge_id).values(series_id=series_id))
    _ask(one, period, partial(_request, document), at)
    return 1


def draft_of(one: Series, period: date) -> Document:
    """The document of a period: moved dates, and its code and titles with the quarter or month."""
    document = moved(stored(one.document), period + timedelta(days=one.offset_days), one.days)
    return replace(
        document,
        code=free_code(f"{one.code}-{suffix(one.every, period)}"),
        title_fr=_titled(document.title_fr, named(one.every, period, "fr")),
        title_en=_titled(document.title_en, named(one.every, period, "en")),
    )


def _titled(title: str, period: str) -> str:
    return f"{title[: LONGEST_TITLE - len(period) - 2].rstrip()}, {period}"


def _brief(one: Series) -> Answers | None:
    """The brief of the challenge that it was made from goes with each draft."""
    brief = briefs.newest(briefs.about_challenge(str(one.document["code"])))
    return briefs.answers_of(brief) if brief else None


def _check(code: str, every: str, offset: int, days: int, ahead: int) -> None:
    if not CODE.fullmatch(code):
        raise SeriesCode
    if every not in EVERY or offset < 0 or days < 1 or not 1 <= ahead <= MOST_AHEAD:
        raise SeriesNumbers
    if offset + days > EVERY[every][1]:
        raise SeriesTooLong(most=EVERY[every][1])


def _claim(series_id: int, period: date) -> bool:
    free = or_(Series.prepared_for.is_(None), Series.prepared_for < period)
    won = session.execute(
        update(Series)
        .where(Series.id == series_id, Series.paused_at.is_(None), free)
        .values(prepared_for=period)
        .returning(Series.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    return won is not None


def _turn(
    series_id: int, paused_at: datetime | None, by: str, when: ColumnElement[bool], at: datetime, verb: str
) -> bool:
    won = session.execute(
        update(Series).where(Series.id == series_id, when).values(paused_at=paused_at).returning(Series.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, verb, ("challenge_series", series_id), at)
    return won is not None


def _ask(one: Series, period: date, write: partial[Message], at: datetime) -> None:
    people = [person.id for person in accounts.staff_people(local_day(at), ["administrator"])]
    tell(people, write, at, f"series:{one.id}:{period.isoformat()}")


def _request(document: Document, language: str) -> Message:
    with force_locale(language):
        title = _("A draft to validate: %(title)s", title=document.title(language))
        body = _(
            "It is to run from %(first)s to %(last)s. Read it, change what must change, and launch it.",
            first=say.day(document.first),
            last=say.day(document.last),
        )
        return Message("challenge", title[:160], body, f"/staff/challenges/{document.code}")


def _trouble(name: str, why: str, language: str) -> Message:
    with force_locale(language):
        title = _("The series “%(name)s” could not prepare its draft", name=name)
        return Message("challenge", title[:160], why, "/staff/challenge-series")
