"""Why a rank is what it is: every sale that counted and what it brought, every one that did not and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from accounts.identity import Visitor
from challenges import queries, waiting
from challenges.document.parts import ADDITIVE
from challenges.models import LineReview
from challenges.queries import Shown
from challenges.rules.facts import Fact, Sale, Trained
from challenges.rules.metrics import sold_value
from challenges.rules.score import Brought, Uncounted
from challenges.scoring.counting import Trace, game_of, part, trace
from challenges.scoring.doubt import Doubt
from core.database import session
from leaderboard.rules import Gap, Line, Standings

#: Reasons that are about what was sold, not about when: no part of what one would add up by hand.
OTHER = ("product", "excluded", "strategic", "sale_kind", "open")
#: Nobody sold anything.
NOTHING = Trace(0, None, (), (), {})


@dataclass(frozen=True)
class Told:
    """A sale, a quote or a training as its owner reads it."""

    #: product, number of the quote, or what the training was about
    name: str
    #: invoice or order; empty for what is no sale
    document: str
    day: date
    #: score units that it brought, or would have; 0 where it cannot be said of one alone
    value: int
    #: the score after it; 0 where it did not count
    total: int = 0
    #: day or total where that limit cut it
    capped: str = ""
    #: one of rules/facts.py REASONS; empty where it counted
    reason: str = ""
    #: what was written by whoever left it out
    why: str = ""


@dataclass(frozen=True)
class Proof:
    """All that a score and a rank rest on."""

    standings: Standings
    me: Line | None
    #: whoever is just ahead, as far as the visitor may see them
    ahead: Line | None
    gap: Gap | None
    #: latest first
    counted: Sequence[Told]
    uncounted: Sequence[Told]
    #: when the figures were last counted (UTC)
    as_of: datetime | None
    #: certified, provisional, possible; None where nothing waits any more
    doubt: Doubt | None
    #: of the visitor alone, where a team or a company competes with others
    score: int

    def outside(self, reason: str) -> list[Told]:
        """What was left out for one reason."""
        return [one for one in self.uncounted if one.reason == reason]

    @property
    def gross(self) -> int:
        """Counted and left out for their day or by a person: what the visitor would add up by hand."""
        return self.score + sum(one.value for one in self.uncounted if one.reason not in OTHER)

    @property
    def capped(self) -> list[Told]:
        """What counted less, or nothing, because of a limit."""
        return [one for one in self.counted if one.capped]


def proof(one: Shown, visitor: Visitor, at: datetime) -> Proof:
    """Everything behind the rank of a visitor, of their company, or their own part in their team's."""
    game, subject = game_of(one.id), queries.subject_in(one, visitor)
    revision = one.certified_revision if one.certified_revision is not None else one.scored_revision
    told = NOTHING
    if subject and one.document.kind == "team":
        told = part(game, subject, visitor.id, revision)
    elif subject:
        told = trace(game, subject, revision)
    standings = queries.standings(one, visitor, at, top=0, near=1)
    me = standings.me
    ahead = [line for line in standings.rows if me and line.rank < me.rank]
    counted, uncounted = _told(one, told)
    return Proof(
        standings,
        me,
        ahead[-1] if ahead else None,
        standings.gap,
        counted,
        uncounted,
        standings.as_of,
        waiting.of(one, at, game).get(one.entrant_id or 0),
        told.score,
    )


def _told(one: Shown, told: Trace) -> tuple[list[Told], list[Told]]:
    """Both lists with the names of things, the latest first."""
    reviewed = [it.fact for it in told.uncounted if it.reason == "reviewed"]
    why = _reasons(one.id, [fact.line_id for fact in reviewed if isinstance(fact, Sale)])
    counted = [_brought(it, told.names) for it in told.counted]
    return counted[::-1], [_left(one, it, told.names, why) for it in told.uncounted]


def _brought(it: Brought, names: Mapping[int, str]) -> Told:
    return Told(*_named(it.fact, names), it.day, it.brought, it.total, it.capped)


def _left(one: Shown, it: Uncounted, names: Mapping[int, str], why: Mapping[int, str]) -> Told:
    value = 0
    if isinstance(it.fact, Sale) and one.document.metric in ADDITIVE:
        value = sold_value(one.document.metric, it.fact)
    line_id = it.fact.line_id if isinstance(it.fact, Sale) else 0
    return Told(*_named(it.fact, names), it.day, value, reason=it.reason, why=why.get(line_id, ""))


def _named(fact: Fact, names: Mapping[int, str]) -> tuple[str, str]:
    if isinstance(fact, Sale):
        return names.get(fact.line_id, fact.document), fact.document
    return (fact.note if isinstance(fact, Trained) else fact.number), ""


def _reasons(challenge_id: int, line_ids: Collection[int]) -> dict[int, str]:
    """Why somebody left a line out, in the words that were written then."""
    if not line_ids:
        return {}
    rows = session.execute(
        select(LineReview.line_id, LineReview.reason)
        .where(LineReview.challenge_id == challenge_id, LineReview.line_id.in_(line_ids))
        .order_by(LineReview.id)
    )
    return {row.line_id: row.reason for row in rows}
