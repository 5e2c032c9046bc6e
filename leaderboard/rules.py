"""What a row of a board is, and the one privacy filter between what is stored and what is seen."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from core.rules import N_, Refused


class BoardFrozen(Refused):
    """Nothing is recorded on a board after its freeze."""

    sentence = N_("These standings are frozen: nothing is recorded on them any more.")


class NotOnBoard(Refused):
    """A score was given for somebody who has not entered the board."""

    sentence = N_("Entrant %(entrant)s has not entered these standings.")


@dataclass(frozen=True)
class Viewer:
    """Who is looking: decides what is theirs and what they may see."""

    person_id: int | None
    company_id: int | None
    is_staff: bool = False
    #: the team that they play for on the board, if teams compete there
    team_id: int | None = None


#: Somebody to whom every row is another company's.
STRANGER = Viewer(None, None)


class Placed(NamedTuple):
    """A row of a board as it is stored, before the privacy filter."""

    entrant_id: int
    kind: str
    subject_id: int
    company_id: int
    label: str
    alias: str
    place: str
    #: whether the person chose to be shown by name to everybody
    shows_name: bool
    score: int
    reached_on: date
    order_key: int
    rank: int
    #: the rank in the snapshot compared with
    was: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a board as one viewer may see it."""

    entrant_id: int
    rank: int
    label: str
    #: company and city; empty where the name is not shown either
    place: str
    #: the amount or quantity; None where it is another company's
    score: int | None
    #: hundredths of the leader's score (leader = 100), rounded down; None when the leader has none
    index: int | None
    #: places won since the snapshot (negative: lost); None without one
    movement: int | None
    is_me: bool
    #: kind, id and company of whoever is named, for a badge beside the name; None behind a pseudonym
    holder: tuple[str, int, int] | None = None
    #: whether rows between the line before and this one are left out
    skipped: bool = False


@dataclass(frozen=True)
class Gap:
    """What is missing to whoever stands just ahead."""

    #: units of score that take the entrant past everybody of that rank
    to_pass: int
    #: the rank held then
    rank: int
    #: units to the same score; then the rank is shared, or the date decides
    to_level: int
    #: whether the same score is not enough because the earlier date leads
    tie_needs_more: bool


@dataclass(frozen=True)
class BoardRow:
    """A board as a page needs it."""

    id: int
    key: str
    tie: str
    #: the finest level of its count tree
    leaf: int
    #: raised by every change of what the board shows: the ETag
    version: int
    revision: int
    as_of: datetime | None
    frozen_at: datetime | None
    #: how many entrants have a score
    ranked: int
    open_scores: bool
    open_names: bool
    #: the newest day's snapshot before today; empty without one
    compared_with: str
    #: moves when a name shown to others may have changed
    names: int

    @property
    def etag(self) -> str:
        """What a page of the board stands for, whoever looks: another one means another page."""
        return f"{self.id}.{self.version}.{self.names}.{self.compared_with}"

    @property
    def half(self) -> int:
        """How many rows the upper half has."""
        return (self.ranked + 1) // 2


@dataclass(frozen=True)
class Near:
    """Neighbours of one row, in order, that row among them."""

    rows: list[Placed]
    #: the entrant just before the first; None at the top of the board
    before: int | None
    #: whether the last of them is the board's last
    ends: bool
    #: the rows read just ahead of that one, in order; `leads` when they begin with the board's first
    ahead: Sequence[Placed] = ()
    leads: bool = False


@dataclass(frozen=True)
class Standings:
    """A board as one viewer may see it."""

    board: BoardRow
    rows: list[Line]
    me: Line | None
    gap: Gap | None
    #: the first rows as strangers see them, the very same lines for as long as nothing changes,
    leaders: Sequence[Line] = ()
    #: and what pages made of them, which goes when they go
    kept: dict[Hashable, Any] = field(default_factory=dict, compare=False)

    @property
    def total(self) -> int:
        """How many entrants have a score."""
        return self.board.ranked

    @property
    def as_of(self) -> datetime | None:
        """The facts shown are complete up to (UTC)."""
        return self.board.as_of


def is_mine(row: Placed, viewer: Viewer) -> bool:
    """Whether a row is the viewer's own: the person, the company they work for, the team they play for."""
    if row.kind == "person":
        return row.subject_id == viewer.person_id
    return row.subject_id == (viewer.team_id if row.kind == "team" else viewer.company_id)


def is_open(row: Placed, viewer: Viewer) -> bool:
    """Whether a row is the viewer's, a colleague's, or anybody's for the sponsor's staff."""
    return viewer.is_staff or row.company_id == viewer.company_id or is_mine(row, viewer)


def seen(row: Placed, viewer: Viewer, leader: int, open_scores: bool, open_names: bool) -> Line:
    """THE privacy filter: what one viewer may see of a row; every board, mail and export goes through it."""
    inside = is_open(row, viewer)
    named = inside or open_names or row.shows_name
    return Line(
        entrant_id=row.entrant_id,
        rank=row.rank,
        label=row.label if named else row.alias,
        place=row.place if named else "",
        score=row.score if inside or open_scores else None,
        index=max(row.score, 0) * 100 // leader if leader > 0 else None,
        movement=None if row.was is None else row.was - row.rank,
        is_me=is_mine(row, viewer),
        holder=(row.kind, row.subject_id, row.company_id) if named else None,
    )
