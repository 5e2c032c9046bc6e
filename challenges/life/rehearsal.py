"""A whole game on days that are over, as if it had just been certified: nothing is written, nobody joined.

Weeks, leagues, duels, flash challenges and boosts go by the same rules as in the real game. Two things are
known today that were not known then, and are taken as they are: sales that came in late, and what returned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from challenges.document.parts import Leagues
from challenges.life import boosting, flashing, history
from challenges.rules import duels, leagues
from challenges.rules.outcome import Facts, Meeting, Won, awards
from challenges.rules.ranking import Scored
from challenges.rules.weeks import Week, weeks
from challenges.scoring import counting
from challenges.scoring.game import Game


@dataclass
class _Weekly:
    """Where the leagues and the duels stand after some weeks, by the numbers that lots are drawn by."""

    size: Mapping[int, int]
    seed: str
    places: dict[int, int] = field(default_factory=dict)
    met: dict[int, set[int]] = field(default_factory=dict)
    alone: list[int] = field(default_factory=list)


def play(game: Game, lots: Mapping[int, int], seed: str, revision: int) -> list[Won]:
    """Everything that these competitors (subject → the number that lots are drawn by) win in a game."""
    document, subjects = game.document, list(lots)
    scores = counting.count(game, subjects, revision)
    meetings, of_leagues = _play_weeks(game, lots, seed, revision)
    facts = Facts(
        scores,
        reached={one.at: flashing.crossings(game, subjects, one.at, revision) for one in document.firsts},
        flashes={one.code: flashing.reached(game, one, subjects, revision) for one in document.flashes},
        duels=meetings,
        leagues=of_leagues,
        boosts=boosting.extras_among(game, subjects, revision),
    )
    return awards(document, facts)


def _play_weeks(
    game: Game, lots: Mapping[int, int], seed: str, revision: int
) -> tuple[list[Meeting], dict[tuple[int, int], list[Scored]]]:
    """What was met and scored week by week, where a document has leagues or duels."""
    document = game.document
    meetings: list[Meeting] = []
    found: dict[tuple[int, int], list[Scored]] = {}
    if document.leagues is None and document.duels is None:
        return meetings, found
    before = history.year_before(game, list(lots), revision)
    state = _Weekly({lots[one]: cents for one, cents in before.items()}, seed)
    for week in weeks(document):
        scores = counting.count(game, lots, revision, week.first, week.last)
        if document.leagues is not None:
            found |= _league_week(document.leagues, document.ties, state, week, scores, lots)
        if document.duels is not None:
            meetings += _duel_week(state, week, scores, lots)
    return meetings, found


def _league_week(
    rule: Leagues,
    ties: str,
    state: _Weekly,
    week: Week,
    scores: Sequence[Scored],
    lots: Mapping[int, int],
) -> dict[tuple[int, int], list[Scored]]:
    """The scores of a week by league; who goes up and down moves for the next one."""
    if not state.places:
        state.places = leagues.assign(state.size, rule.size, state.seed)
    found: dict[tuple[int, int], list[Scored]] = {}
    for one in scores:
        found.setdefault((week.number, state.places[lots[one.subject_id]]), []).append(one)
    drawn = [Scored(lots[one.subject_id], one.score, one.reached_on) for one in scores]
    moved = leagues.moves(state.places, drawn, rule, ties, f"{state.seed}:{week.number}")
    state.places = leagues.after(state.places, moved)
    return found


def _duel_week(
    state: _Weekly, week: Week, scores: Sequence[Scored], lots: Mapping[int, int]
) -> Iterator[Meeting]:
    """The duels of a week, with what each scored."""
    subject = {lot: one for one, lot in lots.items()}
    made = {one.subject_id: one.score for one in scores}
    pairs = duels.pairs(state.size, state.met, state.alone, state.seed)
    for one, other in pairs:
        if other is None:
            state.alone.append(one)
            yield Meeting(week.number, subject[one], None, made.get(subject[one], 0))
            continue
        state.met.setdefault(one, set()).add(other)
        state.met.setdefault(other, set()).add(one)
        mine, theirs = made.get(subject[one], 0), made.get(subject[other], 0)
        yield Meeting(week.number, subject[one], subject[other], mine, theirs)
