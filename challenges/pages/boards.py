"""A board as the page draws it: rows for the standings macro, the ladder of prizes, the podium."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask_babel import gettext

from accounts.identity import Visitor
from challenges import side_queries
from challenges.badges import Holder, beside
from challenges.document.parts import Flash, Prize
from challenges.document.terms import Document
from challenges.pages import board_words, doubt_words, words
from challenges.queries import Shown, Won
from challenges.rules.weeks import is_hidden
from challenges.scoring.doubt import Doubt
from challenges.side_queries import Side
from core import format as figures
from core.clock import local_day, now
from leaderboard.rules import BoardRow, Line, Standings
from points.tiers.standings import Badge

_: Callable[..., str] = gettext
#: Ranks below the last prize that the ladder still shows.
BELOW = 10


class Row(NamedTuple):
    """A line as the standings macro takes it; a tuple, so that what was drawn of it is found again."""

    rank: str
    label: str
    company: str
    movement: int | None
    score: str
    unit: str | None
    is_me: bool
    badge: Badge | None = None
    #: what claims and returns that wait would change, in few words, and the whole range as it is said
    waits: str = ""
    range: str = ""


def rows(
    standings: Standings,
    one: Shown,
    live: bool = True,
    counts: str = "",
    doubts: Mapping[int, Doubt] | None = None,
) -> list[Row | Mapping[str, Any]]:
    """Lines, with the gap above mine and a mark where some are left out.

    No gap where none can be closed: a frozen board, the hidden days. `counts` is the metric of a board that
    does not count what the challenge does. `doubts`: by entrant, of the general board alone.
    """
    made: list[Row | Mapping[str, Any]] = []
    language, kind, metric = words.language(), one.document.kind, counts or one.document.metric
    moving = live and not counts and one.state == "open" and not is_hidden(one.document, local_day(now()))
    badges = beside(standings.rows, now())
    shared = _shared(standings, kind, metric, language, badges)
    for line in standings.rows:
        if not doubts and (row := shared.get(id(line))):
            made.append(row)
            continue
        if line.skipped:
            made.append({"more": True})
        if line.is_me and standings.gap and moving:
            made.append({"gap": words.gap_pill(standings.gap, one)})
        # whoever may not see the score may not see what it could become either
        found = doubts.get(line.entrant_id) if doubts and line.score is not None else None
        row = shared.get(id(line)) or _badged(line, kind, metric, language, badges)
        if found:
            row = row._replace(waits=doubt_words.short(found, metric), range=doubt_words.whole(found, metric))
        made.append(row)
    return made


def _shared(
    standings: Standings, kind: str, metric: str, language: str, badges: Mapping[Holder, Badge]
) -> Mapping[int, Row]:
    """The leaders as strangers see them, by line: made once for each state of a board."""
    key = (kind, metric, language, frozenset(badges.items()))
    if key not in standings.kept:
        standings.kept.clear()
        standings.kept[key] = {
            id(line): _badged(line, kind, metric, language, badges) for line in standings.leaders
        }
    found: Mapping[int, Row] = standings.kept[key]
    return found


def _badged(line: Line, kind: str, metric: str, language: str, badges: Mapping[Holder, Badge]) -> Row:
    row, badge = _row(line, kind, metric, language), badges.get(line.holder) if line.holder else None
    return row._replace(badge=badge) if badge else row


def points(count: int) -> str:
    """1 500 pts."""
    return f"{figures.points(count)}\u00a0{_('pts')}"


def ladder(one: Shown, standings: Standings | None) -> list[dict[str, Any]]:
    """The prizes as steps from the lowest rank up; `at` counts places, so that one tick is one place."""
    prizes = one.document.prizes
    mine = standings.me.rank if standings and standings.me else None
    steps: list[dict[str, Any]] = [
        {
            "at": height(one.document, prize.last),
            "at_text": figures.ordinal(prize.last),
            "prize": points(prize.points),
            "text": words.ranks_text(prize) if prize.first != prize.last else "",
            "state": _state(prizes, prize, mine, one.state == "open"),
        }
        for prize in reversed(prizes)
    ]
    for step in steps:
        if step["state"] == "next" and standings and one.state == "open":
            step["text"] = str(words.gap_words(standings, one))
        elif step["state"] == "won":
            step["text"] = _("Yours if it ended today") if one.state == "open" else _("Your rank")
    return steps


def height(document: Document, rank: int) -> int:
    """How many places a rank stands above the foot of the ladder."""
    return max(document.prizes[-1].last + BELOW - rank, 0)


def as_of(standings: Standings) -> str:
    """Up to when the facts are complete."""
    return _("as of %(moment)s", moment=figures.moment(standings.as_of)) if standings.as_of else ""


def etag(one: Shown, row: BoardRow, viewer: str) -> str:
    """What a board's picture depends on; the viewer's language is part of the viewer."""
    stamp = row.as_of.strftime("%y%m%d%H%M") if row.as_of else "0"
    return f"c{one.id}-{one.state}-{row.etag}-{stamp}-{viewer}"


def podium(first: Sequence[Line], prizes: Mapping[int, Won], document: Document) -> list[dict[str, Any]]:
    """The first three ranks of a sealed result, with what they won."""
    return [
        {
            **_row(line, document.kind, document.metric, words.language())._asdict(),
            "prize": points(prizes[line.entrant_id].prize),
        }
        for line in first
        if line.rank <= 3 and line.entrant_id in prizes
    ]


@lru_cache(maxsize=8_000)
def _row(line: Line, kind: str, metric: str, _language: str) -> Row:
    """A line as it is drawn; the same for nearly everybody who looks, so it is kept."""
    hidden = line.score is None
    return Row(
        rank=figures.points(line.rank),
        label=_("You") if line.is_me and kind == "person" else line.label,
        company=line.place,
        movement=line.movement,
        score=figures.points(line.index or 0)
        if line.score is None
        else words.plain_score(line.score, metric),
        unit="%" if hidden else None,
        is_me=line.is_me,
    )


def _state(prizes: tuple[Prize, ...], prize: Prize, mine: int | None, running: bool) -> str:
    """won: held now; next: the one just above, while it can be reached; far: above that; below: behind me."""
    if mine is None:
        return "far"
    held = next((nth for nth, one in enumerate(prizes) if mine <= one.last), len(prizes))
    nth = prizes.index(prize)
    if nth == held:
        return "won"
    return "below" if nth > held else "next" if nth == held - 1 and running else "far"


def hides(standings: Standings) -> bool:
    """Whether some scores are shown as a share only."""
    return any(line.score is None for line in standings.rows)


def prize_words(mine: Won, one: Shown) -> str:
    """What a sealed rank won."""
    if not mine.prize:
        return _("Well played: %(score)s in all.", score=words.units(mine.score, one.document, one.scope))
    facts = {
        "points": points(mine.prize),
        "score": words.units(mine.score, one.document, one.scope),
    }
    if one.state == "paid":
        return _("With %(score)s you win %(points)s. They are on your account.", **facts)
    return _("With %(score)s you win %(points)s. They are paid in a moment.", **facts)


def flash_of(one: Shown, code: str) -> tuple[int, Flash] | None:
    """A flash challenge by its code, with its place in the document."""
    return next(
        ((nth, it) for nth, it in enumerate(one.document.flashes, 1) if it.code == code),
        None,
    )


def side_etag(one: Shown, side: Side | None, visitor: Visitor) -> str:
    """What the picture of a side board depends on."""
    viewer = f"{visitor.actor}-{visitor.company_id}-{visitor.person.language}"
    return etag(one, side.board, viewer) if side else f"c{one.id}-{one.state}-none-{viewer}"


def hidden_words(one: Shown, at: datetime) -> str:
    """What the hidden days hide; empty on any other day."""
    return board_words.hidden(one) if side_queries.hidden(one, at) else ""


def moved_words(standings: Standings, at: datetime) -> str:
    """Since when the arrows count, and how far I moved."""
    return board_words.moved(standings, local_day(at))
