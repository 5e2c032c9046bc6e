"""Briefs: four questions answered before a programme's first rules or a challenge are published."""

from datetime import datetime

from sqlalchemy import select

from core import audit
from core.database import session
from points.models import Brief, EarningRule
from points.rules.briefing import Answers, check

#: What a brief is about: the programme, or a challenge by its code.
PROGRAMME = "programme"


def about_challenge(code: str) -> str:
    """The subject of a challenge's brief."""
    return f"challenge:{code}"


def write(subject: str, answers: Answers, at: datetime, by: str) -> Brief | None:
    """Write a brief down; the newest counts. None when it says what it said; raises BadBrief."""
    check(answers)
    before = newest(subject)
    if before is not None and answers_of(before) == answers:
        return None
    made = Brief(subject=subject, at=at, by=by, **answers._asdict())
    session.add(made)
    session.flush()
    facts = {"objective": answers.objective, "lever": answers.lever}
    audit.record(by, "points.write_brief", ("brief", subject), at, facts)
    return made


def newest(subject: str) -> Brief | None:
    """What counts for a subject; None when nobody has written one."""
    return next(iter(versions(subject)), None)


def versions(subject: str) -> list[Brief]:
    """Every brief of a subject, the newest first."""
    return list(session.scalars(select(Brief).where(Brief.subject == subject).order_by(Brief.id.desc())))


def answers_of(row: Brief) -> Answers:
    """A stored brief, free of the database."""
    return Answers(*(getattr(row, name) for name in Answers._fields))


def asked_for_rules() -> bool:
    """Whether the programme's first rules still wait for their brief; one that runs is not stopped by it."""
    return newest(PROGRAMME) is None and session.scalar(select(EarningRule.id).limit(1)) is None
