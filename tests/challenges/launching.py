"""A launch with all that it asks for: a brief, a forecast that Claire approved, prizes funded."""

from datetime import datetime

from sqlalchemy import select

from challenges.document.terms import Document
from challenges.life import forecasts, lifecycle
from challenges.models import Challenge
from challenges.rules.forecast import Inputs
from core.database import session, transaction
from points.briefs import actions as briefs
from points.ledger import endowing
from tests.support.cast import BRIEF, START

#: More than any challenge of the tests can cost.
PLENTY = 1_000_000
#: 5 000 000 € × 20 % at a margin of 25 %, for rewards of 30 000 €: it pays.
SOUND = Inputs(500_000_000, 2_000, 2_500, 2_000, 300_000, 10_000)
APPROVER = "person:1"


def endow(points: int = PLENTY, at: datetime = START) -> None:
    """Fill the prize fund; joins the open transaction; once under the same number of points."""
    endowing.endow(points, "For the tests", f"fund:tests:{points}", at, "shell")


def think(challenge_id: int, at: datetime = START) -> None:
    """Write a draft's brief and its forecast, and approve it; joins the open transaction."""
    one = session.get_one(Challenge, challenge_id, populate_existing=True)
    subject = briefs.about_challenge(one.code)
    if briefs.newest(subject) is None:
        briefs.write(subject, BRIEF, at, "shell")
    if (found := forecasts.newest(challenge_id)) is None or found.approved_at is None:
        forecasts.approve(forecasts.write(challenge_id, SOUND, at, "shell"), "", at, APPROVER)


def foresee(challenge_id: int, after: Document, at: datetime = START) -> None:
    """Approve the forecast of what amends a launched challenge; joins the open transaction."""
    forecasts.approve(forecasts.write(challenge_id, SOUND, at, "shell", after), "", at, APPROVER)


def prepare(challenge_id: int, at: datetime = START) -> None:
    """Do all that a launch asks for; joins the open transaction; nothing once launched."""
    endow(at=at)
    if session.get_one(Challenge, challenge_id, populate_existing=True).state == "draft":
        think(challenge_id, at)


def launch(challenge_id: int, at: datetime = START, by: str = "shell", agreed: str = "") -> bool:
    """The edge, made ready before; joins the open transaction."""
    prepare(challenge_id, at)
    return lifecycle.launch(challenge_id, at, by, agreed)


def prepared(code: str, at: datetime = START) -> None:
    """Make a draft ready by its code, in a transaction of its own: for pages and commands."""
    with transaction():
        prepare(session.scalars(select(Challenge.id).where(Challenge.code == code)).one(), at)
