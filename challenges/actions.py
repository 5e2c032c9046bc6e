"""Drafts: written, written again, cloned."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from challenges.document.references import scope_of
from challenges.document.terms import Document
from challenges.models import Challenge, ChallengeStep
from challenges.rules.states import CodeTaken
from core import audit
from core.clock import window
from core.database import insert, session
from points.briefs import actions as briefs
from points.rules.briefing import Answers


def save_draft(document: Document, at: datetime, by: str, brief: Answers | None = None) -> int:
    """Write a draft under its code, or again, with its brief if there is one; the challenge's id.

    Raises CodeTaken once launched.
    """
    values = columns(document)
    challenge_id = session.execute(
        insert(Challenge)
        .values(**values, state="draft", created_at=at, created_by=by)
        .on_conflict_do_nothing(index_elements=[Challenge.code])
        .returning(Challenge.id)
    ).scalar_one_or_none()
    if challenge_id is None:
        challenge_id = _rewrite(document.code, values)
    else:
        note_step(challenge_id, "draft", at, by)
    audit.record(by, "challenges.save_draft", ("challenge", challenge_id), at, {"hash": document.hash})
    if brief is not None:
        briefs.write(briefs.about_challenge(document.code), brief, at, by)
    return challenge_id


def columns(document: Document) -> dict[str, Any]:
    """What a challenge's row repeats of its document; DocumentRefused for a code that names nothing."""
    starts_at, ends_at = window(document.first, document.last)
    return {
        "code": document.code,
        "document": document.plain(),
        "scope": scope_of(document).plain(),
        "title_fr": document.title_fr,
        "title_en": document.title_en,
        "starts_on": document.first,
        "ends_on": document.last,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "contest_until": window(document.last, document.contest_last)[1],
    }


def note_step(challenge_id: int, state: str, at: datetime, by: str, reason: str = "") -> None:
    """Write down that a challenge reached a state; joins the edge's transaction."""
    session.execute(
        insert(ChallengeStep).values(
            challenge_id=challenge_id, state=state, at=at, by=by, reason=reason[:300]
        )
    )


def _rewrite(code: str, values: dict[str, Any]) -> int:
    changed = session.execute(
        update(Challenge)
        .where(Challenge.code == code, Challenge.state == "draft")
        .values(**values)
        .returning(Challenge.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if changed is None:
        raise CodeTaken(code=code)
    return int(changed)


def free_code(code: str) -> str:
    """A code like this one that no challenge has yet."""
    taken = set(
        session.scalars(select(Challenge.code).where(Challenge.code.startswith(code, autoescape=True)))
    )
    return next(
        name for name in (code, *(f"{code[:36]}-{nth}" for nth in range(2, 1000))) if name not in taken
    )
