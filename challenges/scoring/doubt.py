"""Certified, provisional, possible: what a score is, and what claims and returns that wait may still make it.

Nothing is guessed: only what is declared, or came back, and waits for a person or for its sale is looked at.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, literal, select

from challenges.models import Challenge, Participation
from challenges.rules import doubt as rules
from challenges.rules.doubt import Pending, Return
from challenges.rules.facts import Facts, Sale
from challenges.scoring.courses import courses
from challenges.scoring.facts import facts_of
from challenges.scoring.game import Game
from challenges.scoring.holding import entrants_of
from core.database import ask, session
from leaderboard import queries as boards
from leaderboard.counting import rank_of_key
from leaderboard.models import Score
from leaderboard.order import DATE, DAY_BITS
from leaderboard.rules import BoardRow
from sales import pending as sales
from sales.facts import margin_cents
from sales.queries import COMPETITORS

#: Once sealed, nothing is possible any more.
MOVING = ("open", "closing")


@dataclass(frozen=True)
class Range:
    """A score as the accepted facts give it, with all claims that wait, and between which bounds it may end
    when they and the returns that wait are decided.
    """

    certified: int
    provisional: int
    lowest: int
    highest: int

    @property
    def open(self) -> bool:
        """Whether anything may still change it."""
        return self.lowest != self.highest


@dataclass(frozen=True)
class Doubt(Range):
    """The same with the ranks that could come of it, everybody's pending claims and returns considered."""

    #: None where there would be no score
    best_rank: int | None
    worst_rank: int | None
    #: how many claims and returns wait that concern this competitor
    claims: int
    returns: int


def of(game: Game, entrant_id: int) -> Doubt | None:
    """What is certain and what is possible for an entrant; None for who takes no part."""
    row = session.execute(
        select(Participation.subject_id, Challenge.board_id, Challenge.state, Challenge.scored_revision)
        .join(Challenge, Challenge.id == Participation.challenge_id)
        .where(Participation.challenge_id == game.challenge_id, Participation.entrant_id == entrant_id)
    ).one_or_none()
    if row is None:
        return None
    waiting = pending(game) if row.state in MOVING else {}
    found = ranges(game, waiting, row.scored_revision)
    score = session.scalar(select(Score.score).where(Score.entrant_id == entrant_id)) or 0
    mine = found.get(row.subject_id, Range(score, score, score, score))
    best, worst = _ranks(row.board_id, entrant_id, row.subject_id, mine, found)
    around = _whose(game, waiting, row.subject_id)
    return Doubt(
        mine.certified,
        mine.provisional,
        mine.lowest,
        mine.highest,
        best,
        worst,
        len({sale.line_id for one in around for sale in one.claims}),
        sum(len(one.returns) for one in around),
    )


def ranges(game: Game, waiting: Mapping[int, Pending], revision: int) -> dict[int, Range]:
    """Every competitor of whom something waits: what is certain and what is possible."""
    if not waiting:
        return {}
    subjects = game.teams_of(set(waiting)) if game.document.kind == "team" else set(waiting)
    taking_part = entrants_of(game.challenge_id, subjects)

    people = game.members(list(taking_part)) if game.document.kind == "team" else set(taking_part)
    known = {one: Facts() for one in people} | facts_of(game, people, revision)

    def final(claims: bool, returns: bool) -> dict[int, int]:
        after = {one: _after(facts, waiting.get(one), claims, returns) for one, facts in known.items()}
        went = courses(game, taking_part, revision, facts=after)
        return {subject: days[-1].score if days else 0 for subject, days in went}

    certified, provisional = final(False, False), final(True, False)
    least, both = final(False, True), final(True, True)
    found = {}
    for subject in taking_part:
        every = [scores.get(subject, 0) for scores in (certified, provisional, least, both)]
        found[subject] = Range(every[0], every[1], min(every), max(every))
    return found


def _after(facts: Facts, waiting: Pending | None, claims: bool, returns: bool) -> Facts:
    """Somebody's facts once the claims, or the returns, or both are decided."""
    if waiting is None:
        return facts
    facts = rules.with_claims(facts, waiting.claims) if claims else facts
    return rules.without_returned(facts, waiting.returns) if returns else facts


def pending(game: Game) -> dict[int, Pending]:
    """What waits, by the person or company whose facts it would change."""
    span = game.span
    claims: dict[int, list[Sale]] = defaultdict(list)
    for one in sales.claimed(span.first, span.last):
        whose = {"rep": one.person_id, "selling_company": one.company_id}.get(game.competitor)
        if whose is not None:
            claims[whose].append(_sale(one))
    returns = _returning(game)
    return {one: Pending(claims.get(one, ()), returns.get(one, ())) for one in claims.keys() | returns.keys()}


def _sale(one: sales.Claimed) -> Sale:
    """A claim as the line that it would become; its programme points come with its acceptance only."""
    margin = margin_cents(one.amount_cents, one.quantity, None, None, one.unit_cost_cents, one.margin_bp)
    return Sale(
        -one.claim_id,
        f"claim:{one.claim_id}",
        one.company_id,
        None,
        one.document,
        one.product_id,
        one.range_id,
        one.strategic,
        "sell_out",
        one.invoiced_on,
        None,
        one.invoiced_on,
        one.quantity,
        one.amount_cents,
        margin,
        one.quantity,
        one.amount_cents,
    )


def _returning(game: Game) -> Mapping[int, list[Return]]:
    """Returns that wait, by everybody whose sale they may mean."""
    found: dict[int, list[Return]] = defaultdict(list)
    column = COMPETITORS[game.competitor]
    for one in sales.returning():
        named = {
            "rep": one.rep_id,
            "selling_company": one.selling_company_id,
            "buying_company": one.buying_company_id,
        }[game.competitor]
        whose: Collection[int] = (
            [named] if named else sales.sellers(column, [one], game.span.first, game.span.last)
        )
        for subject in whose:
            found[subject].append(Return(one.document, one.product_id, one.units, one.cents))
    return found


def _whose(game: Game, waiting: Mapping[int, Pending], subject: int) -> list[Pending]:
    people = game.members([subject]) if game.document.kind == "team" else {subject}
    return [waiting[one] for one in people if one in waiting]


def _ranks(
    board_id: int, entrant_id: int, subject: int, mine: Range, others: Mapping[int, Range]
) -> tuple[int | None, int | None]:
    """The best rank (everybody else at their lowest) and the worst (at their highest, equals ahead)."""
    board = boards.board_row(board_id)
    if not others:
        rank = boards.rank_of(board, entrant_id)
        return rank, rank
    rivals = [one for who, one in others.items() if who != subject]
    best = worst = None
    if mine.highest > 0:
        sure = _above(board, mine.highest) - sum(one.certified > mine.highest for one in rivals)
        best = 1 + sure + sum(one.lowest > mine.highest for one in rivals)
    if mine.lowest > 0:
        # where the day decides among equals, an equal may be ahead
        least = mine.lowest - 1 if board.tie == DATE else mine.lowest
        sure = _above(board, least) - (mine.certified > least) - sum(one.certified > least for one in rivals)
        worst = 1 + sure + sum(one.highest > least for one in rivals)
    return best, worst


def _above(board: BoardRow, score: int) -> int:
    """How many stand on a board with more than so much, by its count tree."""
    key = -(score << DAY_BITS) if board.tie == DATE else -score
    rank = select(rank_of_key(board.leaf, literal(key, BigInteger)))
    return int(ask(rank, board=board.id).scalar_one()) - 1
