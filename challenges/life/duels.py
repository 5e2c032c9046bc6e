"""Duels as they are kept: who meets whom each week, and what each scored once the week is frozen."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select, update

from challenges.life import history
from challenges.models import Duel
from challenges.rules import duels as rules
from challenges.scoring.holding import Held, entrants_of
from core.database import session, write_rows


def begin(held: Held, week: int) -> None:
    """Pair everybody who takes part when a week begins; newcomers meet somebody from the next one on."""
    met: dict[int, set[int]] = defaultdict(set)
    alone: list[int] = []
    past = select(Duel.one_id, Duel.other_id).where(Duel.challenge_id == held.id).order_by(Duel.week, Duel.id)
    for one, other in session.execute(past):
        if other is None:
            alone.append(one)
        else:
            met[one].add(other)
            met[other].add(one)
    pairs = rules.pairs(history.turnover(held, entrants_of(held.id)), met, alone, held.hash)
    rows = [{"challenge_id": held.id, "week": week, "one_id": one, "other_id": other} for one, other in pairs]
    write_rows(Duel, rows)


def settle(held: Held, week: int, scores: Mapping[int, int]) -> None:
    """Write what everybody scored in a frozen week (subject → score), nothing counting as 0."""
    of_entrant = {entrant: scores.get(subject, 0) for subject, entrant in entrants_of(held.id).items()}
    rows = session.execute(
        select(Duel.id, Duel.one_id, Duel.other_id).where(Duel.challenge_id == held.id, Duel.week == week)
    )
    changes = [
        {
            "id": row.id,
            "one_score": of_entrant.get(row.one_id, 0),
            "other_score": None if row.other_id is None else of_entrant.get(row.other_id, 0),
        }
        for row in rows
    ]
    if changes:
        session.execute(update(Duel), changes)
