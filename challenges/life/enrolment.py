"""Who takes part: everybody invited, or whoever chooses to; and leaving again before the start."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update

from accounts import queries as accounts
from accounts.queries import Eligible
from challenges.life import acceptance, invitation, teams, veil, weeks
from challenges.life.audience import RESELLERS, competing, invited, places_left
from challenges.models import Challenge, Participation
from challenges.rules.joining import Full, NotInvited
from challenges.rules.states import JOINABLE, AlreadyStarted, JoiningClosed, TakesPartByRule
from challenges.rules.versions import MeanwhileChanged
from challenges.scoring import counting as scoring
from challenges.scoring import sides
from core import audit
from core.clock import local_day
from core.database import session, write_rows
from leaderboard import standings

__all__ = ["RESELLERS", "enter_everybody", "invited", "join", "leave", "renew"]


def enter_everybody(challenge_id: int, at: datetime, by: str) -> int:
    """Enter whoever is invited and not in yet, where the document enrols by itself; how many came."""
    held = scoring.hold(challenge_id, JOINABLE)
    if held is None:
        return 0
    called = _invited(held, at)
    if held.document.join != "automatic":
        return 0
    taking_part = scoring.entrants_of(challenge_id)
    fresh = [one for one in called if one.subject_id not in taking_part]
    fresh = list(places_left(held.document, len(taking_part), fresh))
    if fresh:
        _enter(held, fresh, at, by)
        audit.record(by, "challenges.enter", ("challenge", challenge_id), at, {"entered": len(fresh)})
    return len(fresh)


def renew(challenge_id: int, at: datetime) -> int:
    """Bring names, employers and team members up to date, at most to those of the last day.

    Figures are open to today's colleagues only, and once frozen to those of the challenge's end.
    """
    held = scoring.hold(challenge_id, JOINABLE)
    if held is None:
        return 0
    day, taking_part = min(local_day(at), held.document.last), scoring.entrants_of(challenge_id)
    kind = held.document.kind
    known = _invited(held, at) if kind == "team" else accounts.eligible(kind, RESELLERS, (), day, day)
    kept = [_entrant(kind, one) for one in known if one.subject_id in taking_part]
    standings.enter(held.board_id, kept)
    sides.rename(held)
    return len(kept)


def join(challenge_id: int, subject_id: int, at: datetime, by: str, agreed: str = "") -> bool:
    """Enter one competitor by choice, who accepts the document by it; False when it already takes part.

    `agreed` is the fingerprint that was on the page; MeanwhileChanged when another is in force.
    """
    held = scoring.hold(challenge_id, JOINABLE)
    if held is None or at >= held.ends_at:
        raise JoiningClosed
    if agreed not in ("", held.hash):
        raise MeanwhileChanged
    if scoring.entrants_of(challenge_id, [subject_id]):
        return False
    if held.document.join != "choice":
        raise TakesPartByRule
    chosen = [one for one in _invited(held, at) if one.subject_id == subject_id]
    if not chosen:
        raise invitation.why_not(held.document, subject_id, at) or NotInvited()
    if held.document.places and not places_left(
        held.document, len(scoring.entrants_of(challenge_id)), chosen
    ):
        raise Full(places=held.document.places)
    _enter(held, chosen, at, by)
    if person := acceptance.person_of(by):
        acceptance.note(challenge_id, person, held.hash, at)
    audit.record(by, "challenges.join", ("challenge", challenge_id), at, {"subject": subject_id})
    return True


def leave(challenge_id: int, subject_id: int, at: datetime, by: str) -> bool:
    """Take a competitor out before the start; False when it does not take part."""
    held = scoring.hold(challenge_id, ("announced",))
    if held is None or at >= held.starts_at:
        raise AlreadyStarted
    if held.document.join != "choice":
        raise TakesPartByRule
    gone = session.execute(
        delete(Participation)
        .where(Participation.challenge_id == challenge_id, Participation.subject_id == subject_id)
        .returning(Participation.entrant_id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if gone is None:
        return False
    standings.withdraw(held.board_id, [gone])
    _count_in(challenge_id, -1)
    audit.record(by, "challenges.leave", ("challenge", challenge_id), at, {"subject": subject_id})
    return True


def _invited(held: scoring.Held, at: datetime) -> list[Eligible]:
    """Who may compete, teams with their rows and members as they are now; teams that changed count anew."""
    if held.document.kind != "team":
        return invited(held.document, at)
    before = teams.members(held.id)
    found = teams.settle(held.id, held.document, competing(held.document, at))
    changed = teams.differing(before, teams.members(held.id))
    if changed and held.state == "open":
        scoring.write(held, scoring.entrants_of(held.id, changed), held.scored_revision, at)
    return found


def _enter(held: scoring.Held, rows: Sequence[Eligible], at: datetime, by: str) -> None:
    """Write entrants and participations; once sales have been counted, count theirs too."""
    kind, digest = held.document.kind, held.hash
    found = standings.enter(held.board_id, [_entrant(kind, row) for row in rows])
    entrants = {row.subject_id: found[kind, row.subject_id] for row in rows}
    write_rows(
        Participation,
        [
            {
                "challenge_id": held.id,
                "kind": kind,
                "subject_id": subject_id,
                "entrant_id": entrant_id,
                "joined_at": at,
                "joined_by": by,
                "document_hash": digest,
            }
            for subject_id, entrant_id in entrants.items()
        ],
    )
    _count_in(held.id, len(rows))
    if held.state == "open":
        veil.draw(held.id, at)
        weeks.receive(held, entrants.values(), at)
        scoring.write(held, entrants, held.scored_revision, at)
        scoring.bring_up(held, at)


def _count_in(challenge_id: int, more: int) -> None:
    session.execute(
        update(Challenge)
        .where(Challenge.id == challenge_id)
        .values(participants=Challenge.participants + more)
        .execution_options(synchronize_session=False)
    )


def _entrant(kind: str, row: Eligible) -> standings.NewEntrant:
    return standings.NewEntrant(kind, row.subject_id, row.label, row.alias, row.company_id, row.place)
