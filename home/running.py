"""The running challenges beside "Today": how they go, in three figures."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from challenges.document.reading import stored
from challenges.models import Challenge
from core.clock import local_day
from core.database import session
from core.format import euros, points, reader
from leaderboard.models import Board, Score


@dataclass(frozen=True)
class Running:
    """A challenge that counts sales today."""

    code: str
    title: str
    picture: str
    #: when it ends, in words
    when: str
    #: what the total counts
    unit: str
    total: str
    ranked: int
    participants: int
    pot: int


def running(at: datetime) -> list[Running]:
    """Open challenges, the first to end first; one statement."""
    total = (
        select(func.coalesce(func.sum(Score.score), 0)).where(Score.board_id == Board.id).scalar_subquery()
    )
    rows = session.execute(
        select(Challenge, Board.ranked, total)
        .join(Board, Board.id == Challenge.board_id)
        .where(Challenge.state == "open")
        .order_by(Challenge.ends_at)
    )
    return [_told(one, ranked, int(score), at) for one, ranked, score in rows]


def _told(one: Challenge, ranked: int, score: int, at: datetime) -> Running:
    document = stored(one.document)
    left = max((one.ends_on - local_day(at)).days + 1, 1)
    amount = document.metric == "amount"
    return Running(
        one.code,
        document.title(reader().language),
        document.picture,
        ngettext("%(num)d day left", "%(num)d days left", left),
        _("Sales that count") if amount else _("Units sold"),
        euros(score) if amount else points(score),
        ranked,
        one.participants,
        one.worst_points or document.pot,
    )
