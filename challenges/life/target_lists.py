"""Targets as staff look at them: of whoever takes part, or would."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import audience
from challenges.models import Challenge, Target
from challenges.scoring import targets
from challenges.scoring.game import Game, game_of
from challenges.scoring.holding import entrants_of
from core.clock import local_day
from core.database import session


class Listed(NamedTuple):
    """A competitor (of a team: a member) and its target."""

    subject_id: int
    target: int
    #: imported, computed (kept), or empty: what would be computed from today's sales
    source: str
    #: what it was computed from
    facts: Mapping[str, Any]


def kind_of(document: Document) -> str:
    """Whose targets they are: a team's are its members'."""
    return "company" if document.kind == "company" else "person"


def listed(one: Challenge, at: datetime, most: int | None = None) -> list[Listed]:
    """The targets that are kept, and what would be computed for whoever has none yet; by id."""
    game = game_of(one.id)
    wanted = sorted(_subjects(one, game, at))[:most]
    rows = session.execute(
        select(Target.subject_id, Target.value, Target.source, Target.facts).where(
            Target.challenge_id == one.id, Target.subject_id.in_(wanted)
        )
    )
    found = {row.subject_id: Listed(*row) for row in rows}
    missing = [subject for subject in wanted if subject not in found]
    for subject, (own, facts) in targets.reckon(game, missing, min(game.span.first, local_day(at))).items():
        found[subject] = Listed(subject, own.target, "", facts)
    return [found[subject] for subject in wanted if subject in found]


def many(one: Challenge, at: datetime) -> int:
    """How many are held against a target."""
    return len(_subjects(one, game_of(one.id), at))


def _subjects(one: Challenge, game: Game, at: datetime) -> set[int]:
    document = stored(one.document)
    if document.kind == "team":
        return game.members(list(game.teams))  # there are none before the launch
    if one.board_id is not None:
        return set(entrants_of(one.id))
    return {row.subject_id for row in audience.invited(document, max(at, one.starts_at))}
