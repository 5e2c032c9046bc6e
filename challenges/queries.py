"""Challenges as one visitor meets them: which ones there are, how far along, where the visitor stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from accounts.identity import Visitor
from challenges import statements
from challenges.document.scope import Scope
from challenges.document.stored import document_of, scope_of
from challenges.document.terms import Document, short
from challenges.life import audience, teams
from challenges.models import ChallengeStep
from challenges.rules.states import SHOWN
from core.clock import local_day, now
from core.database import ask, session
from leaderboard import queries as boards
from leaderboard.models import Score
from leaderboard.rules import BoardRow, Line, Standings, Viewer, seen

#: A finished challenge leaves the list after so many of them.
FINISHED = 12
RUNNING = ("open", "closing")
PODIUM = 3
#: Columns of a challenge's own after its scope; its board's follow.
OWN = 13
#: Rows shown to somebody who is not ranked yet.
LEADERS = 5


@dataclass(frozen=True)
class Shown:
    """A challenge as a visitor may see it."""

    id: int
    code: str
    state: str
    document: Document
    scope: Scope
    hash: str
    participants: int
    #: a usual counted line, cents or units; 0 when unknown
    typical: int
    starts_at: datetime
    ends_at: datetime
    contest_until: datetime
    scored_revision: int
    certified_revision: int | None
    results_hash: str
    #: the visitor's (or their company's, their team's) entrant; None while they do not take part
    entrant_id: int | None
    #: the team that the visitor plays for; None where no teams compete
    team_id: int | None
    #: marks of all claims, and of all returns, that wait: another one when one comes or goes; 0 without any
    claims: int
    returns: int
    #: its board as members see it (in the hidden days as it stood before them); None before the launch
    board: BoardRow | None

    @property
    def takes_part(self) -> bool:
        """Whether the visitor, or their company, is in."""
        return self.entrant_id is not None

    @property
    def full(self) -> bool:
        """Whether as many take part as the document lets in."""
        return 0 < self.document.places <= self.participants

    @property
    def settled(self) -> bool:
        """Whether the result is sealed."""
        return self.state in ("certified", "paid")

    @property
    def seal(self) -> str:
        """The document's fingerprint as it is printed."""
        return short(self.hash)

    def days_left(self, at: datetime) -> int:
        """Local days until the last one, today included; 0 when it is over."""
        return max((self.document.last - local_day(at)).days + 1, 0)

    def days_until(self, at: datetime) -> int:
        """Local days until the first one."""
        return max((self.document.first - local_day(at)).days, 0)


@dataclass(frozen=True)
class Shelf:
    """A visitor's challenges by what they can do about them."""

    running: list[Shown]
    coming: list[Shown]
    finished: list[Shown]


class Won(NamedTuple):
    """A line of a sealed result."""

    rank: int
    score: int
    prize: int


@dataclass(frozen=True)
class Hero:
    """The challenge to lead a home page with, and where the visitor stands in it."""

    challenge: Shown
    standings: Standings
    days_left: int


def for_visitor(visitor: Visitor, at: datetime) -> Shelf:
    """What a visitor may see: what they take part in, and what they are invited to."""
    known = _load(visitor, statements.in_states(*SHOWN), at)
    everything = [one for one in known if _may_see(one, visitor, local_day(at))]
    finished = [one for one in everything if one.settled]
    return Shelf(
        running=[one for one in everything if one.state in RUNNING],
        coming=[one for one in everything if one.state == "announced"],
        finished=sorted(finished, key=lambda one: one.ends_at, reverse=True)[:FINISHED],
    )


def challenge_for(visitor: Visitor, code: str, at: datetime) -> Shown | None:
    """One challenge by its code; None when it is not the visitor's to see."""
    found = _load(visitor, statements.by_code(), at, code=code)
    return next((one for one in found if _may_see(one, visitor, local_day(at))), None)


def for_nobody(code: str, at: datetime) -> Shown | None:
    """One challenge as a screen shows it that nobody signed in to."""
    asked = {"person": 0, "company": 0, "today": local_day(at).isoformat(), "day": local_day(at)}
    row = ask(statements.by_code(), code=code, **asked).one_or_none()
    return _shown(*row) if row else None


def hero(visitor: Visitor, at: datetime) -> Hero | None:
    """The challenge that ends first among those the visitor is in, open before frozen; ≤ 6 statements."""
    running = [one for one in _load(visitor, statements.in_states(*RUNNING), at) if one.takes_part]
    if not running:
        return None
    one = min(running, key=lambda it: (it.state != "open", it.ends_at, it.id))
    seen_now = standings(one, visitor, at, top=0)
    if seen_now.me is None:
        seen_now = standings(one, visitor, at, top=LEADERS)
    return Hero(one, seen_now, one.days_left(at))


def standings(one: Shown, visitor: Visitor, at: datetime, top: int = 10, near: int = 2) -> Standings:
    """The board of a challenge through the privacy filter: its top and the visitor's neighbourhood."""
    return boards.view(_board(one), viewer_of(visitor, one), top, near, local_day(at))


def first_three(one: Shown, visitor: Visitor) -> list[Line]:
    """The podium of a sealed result through the privacy filter, whoever looks."""
    row, viewer = _board(one), viewer_of(visitor, one)
    placed = [it for it in boards.top(row, PODIUM) if it.rank <= PODIUM]
    leader = placed[0].score if placed else 0
    return [seen(it, viewer, leader, row.open_scores, row.open_names) for it in placed]


def viewer_of(visitor: Visitor, one: Shown) -> Viewer:
    """Who is looking, as boards know it; the team is the one that they play for in the challenge."""
    return Viewer(visitor.id, visitor.company_id, visitor.role == "administrator", one.team_id)


def invites(document: Document, visitor: Visitor) -> bool:
    """Whether a visitor (or, where companies compete, theirs) belongs to the audience today."""
    return audience.invites(document, visitor, local_day(now()))


def subject_of(document: Document, visitor: Visitor) -> int | None:
    """Who competes for a visitor: the person, or the company (where teams do, see `subject_in`)."""
    return visitor.id if document.kind == "person" else visitor.company_id


def subject_in(one: Shown, visitor: Visitor) -> int | None:
    """Who competes for a visitor in a challenge: the person, the company, the team."""
    if one.document.kind != "team":
        return subject_of(one.document, visitor)
    return one.team_id or (teams.team_of(one.id, visitor.company_id) if visitor.company_id else None)


def may_join(one: Shown, visitor: Visitor, at: datetime) -> bool:
    """Whether the visitor may enter now; only a manager enters a company."""
    return (
        one.document.join == "choice"
        and not one.takes_part
        and not one.full
        and one.state in ("announced", "open")
        and at < one.ends_at
        and invites(one.document, visitor)
        and (one.document.kind == "person" or visitor.role == "company_manager")
    )


def may_leave(one: Shown, visitor: Visitor, at: datetime) -> bool:
    """Whether the visitor may take back an entry: before the start only."""
    return (
        one.document.join == "choice"
        and one.takes_part
        and one.state == "announced"
        and at < one.starts_at
        and (one.document.kind == "person" or visitor.role == "company_manager")
    )


def won(challenge_id: int, entrant_ids: list[int]) -> dict[int, Won]:
    """Sealed lines of some entrants."""
    rows = ask(statements.lines(), **statements.entrants(entrant_ids))
    return {row[1]: Won(*row[2:]) for row in rows if row[0] == challenge_id}


def my_results(challenges: list[Shown]) -> Mapping[int, Won]:
    """The visitor's own sealed line in each of some challenges."""
    mine = [one.entrant_id for one in challenges if one.entrant_id is not None]
    rows = ask(statements.lines(), **statements.entrants(mine)) if mine else ()
    return {row[0]: Won(*row[2:]) for row in rows}


def step_of(challenge_id: int, state: str) -> ChallengeStep | None:
    """When a challenge reached a state, and why."""
    return session.scalars(
        select(ChallengeStep).where(ChallengeStep.challenge_id == challenge_id, ChallengeStep.state == state)
    ).first()


def together(one: Shown) -> int:
    """The sum of all scores, for a goal that everybody reaches together."""
    found = session.scalar(select(func.sum(Score.score)).where(Score.board_id == _board(one).id))
    return int(found or 0)


def _may_see(one: Shown, visitor: Visitor, today: date) -> bool:
    if one.takes_part:
        return one.state != "announced" or today >= one.document.announced_on
    if one.state == "stopped" or not invites(one.document, visitor):
        return False
    return one.state != "announced" or today >= one.document.announced_on


def _board(one: Shown) -> BoardRow:
    """The board of a challenge that was launched."""
    if one.board is None:
        raise LookupError(f"challenge {one.code} has no standings yet")
    return one.board


def _load(
    visitor: Visitor, statement: Select[*tuple[Any, ...]], at: datetime, **values: object
) -> list[Shown]:
    day = local_day(at)
    asked = {"person": visitor.id, "company": visitor.company_id or 0, "today": day.isoformat(), "day": day}
    return [_shown(*row) for row in ask(statement, **asked, **values)]


def _shown(number: int, code: str, state: str, document: str, scope: str, *rest: Any) -> Shown:
    board = BoardRow(*rest[OWN:]) if rest[OWN] is not None else None
    own: list[Any] = [*rest[:OWN], board]
    return Shown(number, code, state, document_of(document), scope_of(scope), *own)
