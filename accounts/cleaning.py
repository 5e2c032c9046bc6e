"""Forgetting what is of no more use: spent links, ended sessions, guesses of long ago."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from accounts.models import OneTimeLink, SignIn, Throttle
from accounts.throttling import FAMILIAR
from core.database import session

#: How long an ended session is kept: as long as its address counts as familiar.
KEPT = FAMILIAR
LINKS_KEPT = timedelta(days=30)
GUESSES_KEPT = timedelta(days=1)


def clean(at: datetime) -> int:
    """Delete what is past use, in the open transaction; how many rows went."""
    quiet = {"synchronize_session": False}
    guesses = delete(Throttle).where(Throttle.window_start < at - GUESSES_KEPT).returning(Throttle.key)
    spent = delete(OneTimeLink).where(OneTimeLink.expires_at < at - LINKS_KEPT).returning(OneTimeLink.id)
    over = or_(SignIn.ended_at < at - KEPT, SignIn.expires_at < at - KEPT)
    ended = delete(SignIn).where(over).returning(SignIn.id)
    gone = [session.execute(one, execution_options=quiet).all() for one in (guesses, spent, ended)]
    return sum(len(rows) for rows in gone)
