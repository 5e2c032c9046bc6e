"""Challenges and their standings as rows for files and the shell: names in clear, so for staff only."""

from sqlalchemy import select

from accounts.models import Company, Person
from challenges.document.reading import stored
from challenges.document.scope import filters, stored_scope
from challenges.document.terms import Document
from challenges.life import enrolment
from challenges.models import Challenge, Participation, Result
from challenges.rules.ranking import Placed, outcome
from challenges.rules.states import SETTLED
from challenges.scoring import counting as scoring
from core.database import session
from sales import queries as sales
from sales.queries import Line

STANDING = ["rank", "code", "name", "score", "reached_on", "prize_points"]
AT_ONCE = 1_000


def challenge_rows() -> list[tuple[str, str, str, str, str, int, int]]:
    """code, title, state, first and last day, participants, cost in points."""
    rows = session.scalars(select(Challenge).order_by(Challenge.starts_on, Challenge.id))
    return [
        (
            one.code,
            one.title_fr,
            one.state,
            one.starts_on.isoformat(),
            one.ends_on.isoformat(),
            one.participants,
            stored(one.document).pot,
        )
        for one in rows
    ]


def standing_rows(challenge_id: int) -> list[tuple[int, str, str, str, str, int]]:
    """Rank, code, name, score (euros or pieces), day reached and prize of whoever has a score, best first."""
    challenge = session.get_one(Challenge, challenge_id)
    document = stored(challenge.document)
    placed = placed_of(challenge)
    names = names_of(document.kind, [one.subject_id for one in placed])
    return [
        (
            one.rank,
            names[one.subject_id][0],
            names[one.subject_id][1],
            score_text(document, one.score),
            one.reached_on.isoformat(),
            one.prize,
        )
        for one in placed
    ]


def placed_of(challenge: Challenge) -> list[Placed]:
    """The sealed result; before it, what the sales give: of those who take part, or would (a draft)."""
    document = stored(challenge.document)
    if challenge.state in SETTLED:
        return _sealed(challenge.id)
    if challenge.board_id is None:
        subjects = {one.subject_id for one in enrolment.invited(document, challenge.starts_at)}
    else:
        subjects = set(scoring.entrants_of(challenge.id))
    frozen = challenge.scored_revision if challenge.state == "closing" else None
    return outcome(document, scoring.count(scoring.game_of(challenge.id), subjects, frozen))


def late_lines(challenge_id: int) -> list[Line]:
    """Sales of the window that came after the certification: listed, counted nowhere."""
    challenge = session.get_one(Challenge, challenge_id)
    if challenge.certified_revision is None:
        return []
    wanted = filters(stored(challenge.document), stored_scope(challenge.scope))
    return sales.late_lines(**wanted, after_revision=challenge.certified_revision)


def score_text(document: Document, score: int) -> str:
    """A score for a program: euros with two decimals, or pieces."""
    return f"{score // 100}.{score % 100:02d}" if document.metric == "amount" else str(score)


def names_of(kind: str, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Code and name of people or companies."""
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        if kind == "person":
            rows = session.scalars(select(Person).where(Person.id.in_(some)))
            found |= {one.id: (one.code, one.name) for one in rows}
        else:
            firms = session.scalars(select(Company).where(Company.id.in_(some)))
            found |= {one.id: (one.code, one.name) for one in firms}
    return found


def _sealed(challenge_id: int) -> list[Placed]:
    rows = session.execute(
        select(Participation.subject_id, Result.score, Result.reached_on, Result.rank, Result.prize_points)
        .join(Participation, Participation.entrant_id == Result.entrant_id)
        .where(Result.challenge_id == challenge_id)
        .order_by(Result.rank, Result.reached_on, Participation.subject_id)
    )
    return [Placed(*row) for row in rows]
