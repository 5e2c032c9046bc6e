"""The figure that each competitor is held against: imported, or computed from its own history; then kept."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from challenges.document.parts import RELATIVE, Targets
from challenges.models import Target
from challenges.rules.facts import Own, Sale, Span, why_not
from challenges.rules.metrics import sold_value
from challenges.rules.targets import STRETCHES, History, computed, season
from challenges.scoring.game import Game
from core.clock import local_day
from core.database import insert, session
from sales import facts as sales

#: A year that keeps the days of the week.
YEAR = timedelta(days=364)
NONE = Targets()
AT_ONCE = 5_000
#: What may be said of a sale of before that would count by everything but its day.
WOULD_COUNT = ("", "before", "after")


def own_of(game: Game, subject_ids: Collection[int]) -> dict[int, Own]:
    """The figures of some competitors: those of the game, else those kept, else what would be computed."""
    if game.targets is not None:
        return {one: game.targets[one] for one in subject_ids if one in game.targets}
    found = kept(game, subject_ids) if game.challenge_id else {}
    missing = [one for one in subject_ids if one not in found]
    return found | {one: own for one, (own, _) in reckon(game, missing, game.span.first).items()}


def kept(game: Game, subject_ids: Collection[int]) -> dict[int, Own]:
    """Figures that were written down."""
    found: dict[int, Own] = {}
    wanted = sorted(subject_ids)
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.execute(
            select(Target.subject_id, Target.value, Target.facts).where(
                Target.challenge_id == game.challenge_id,
                Target.kind == game.kind,
                Target.subject_id.in_(wanted[start : start + AT_ONCE]),
            )
        )
        found |= {subject: Own(value, int(facts.get("base", value))) for subject, value, facts in rows}
    return found


def settle(game: Game, subject_ids: Collection[int], at: datetime, by: str) -> int:
    """Write down the figures of those who have none yet; how many. Joins the transaction."""
    if not game.challenge_id or not game.kinds & set(RELATIVE):
        return 0
    known = kept(game, subject_ids)
    missing = [one for one in subject_ids if one not in known]
    found = reckon(game, missing, min(game.span.first, local_day(at)))
    rows = [
        {
            "challenge_id": game.challenge_id,
            "kind": game.kind,
            "subject_id": subject,
            "value": own.target,
            "source": "computed",
            "facts": facts,
            "set_at": at,
            "set_by": by,
        }
        for subject, (own, facts) in sorted(found.items())
    ]
    statement = insert(Target).on_conflict_do_nothing(
        index_elements=[Target.challenge_id, Target.kind, Target.subject_id]
    )
    for start in range(0, len(rows), 1_000):
        session.execute(statement, rows[start : start + 1_000])
    return len(rows)


def reckon(game: Game, subject_ids: Collection[int], until: date) -> Mapping[int, tuple[Own, dict[str, Any]]]:
    """Figures from one's own history before a day, each with what it was computed from.

    Where targets are imported, whoever was forgotten has the floor if there is one, else none.
    """
    asked = game.document.targets or NONE
    if asked.source == "imported":
        floor = Own(asked.floor, asked.floor)
        return dict.fromkeys(subject_ids, (floor, {"base": asked.floor})) if asked.floor else {}
    if not subject_ids:
        return {}
    same, recent = _windows(game.span, until)
    season_bp = _season(game, same)
    days = (same.last - same.first).days + 1
    values = _values(game, subject_ids, (same, *recent))
    since = sales.first_days(game.competitor, subject_ids)
    found: dict[int, tuple[Own, dict[str, Any]]] = {}
    for subject in subject_ids:
        first = since.get(subject, until)
        mine = values.get(subject, {})
        history = History(
            mine.get(same, 0) if first <= same.first else None,
            [(mine.get(one, 0), _worked(one, first)) for one in recent if _worked(one, first) > 0],
            days,
        )
        own = computed(asked, history, season_bp)
        said = {"base": own.base, "same": history.same, "season_bp": season_bp, "of": asked.of}
        found[subject] = own, said | {"recent": [list(one) for one in history.recent]}
    return found


def _windows(span: Span, until: date) -> tuple[Span, list[Span]]:
    """The same days a year before, and the stretches before a day, the latest first."""
    length = span.last - span.first + timedelta(days=1)
    same = Span(span.first - YEAR, span.last - YEAR)
    return same, _stretches(until, length)


def _stretches(until: date, length: timedelta) -> list[Span]:
    ends = [until - length * nth for nth in range(STRETCHES)]
    return [Span(end - length, end - timedelta(days=1)) for end in ends]


def _worked(span: Span, since: date) -> int:
    """Days of a stretch from somebody's first sale on."""
    return (span.last - max(span.first, since)).days + 1


def _values(game: Game, subject_ids: Collection[int], spans: Collection[Span]) -> dict[int, dict[Span, int]]:
    """What would have counted in each of some stretches, in the unit of the targets."""
    of = (game.document.targets or NONE).of
    first, last = min(one.first for one in spans), max(one.last for one in spans)
    rows = sales.sold(game.competitor, subject_ids, first, last, game.dated)
    found: dict[int, dict[Span, int]] = {}
    for row in rows:
        sale = Sale(*row[1:])
        day = sale.dated(game.dated)
        if day is not None and sale.stands and why_not(game.versions, sale, game.span) in WOULD_COUNT:
            mine = found.setdefault(row.subject_id, {})
            for span in spans:
                if span.first <= day <= span.last:
                    mine[span] = mine.get(span, 0) + sold_value(of, sale)
    return found


def _season(game: Game, same: Span) -> int:
    """The network's season, whoever sold."""
    length = same.last - same.first + timedelta(days=1)
    before = _stretches(same.first, length)
    scope = game.versions[0].scope
    spans = [(one.first, one.last) for one in (same, *before)]
    totals = sales.totals(spans, scope.range_ids, scope.product_ids)
    return season(totals[0], totals[1:])
