"""What is past use is forgotten, what may still matter is kept."""

from datetime import timedelta

from sqlalchemy import func, select

from accounts import links
from accounts.cleaning import clean
from accounts.models import OneTimeLink, SignIn
from core.database import session, transaction
from tests.support.cast import START, Cast


def _count(kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_old_sessions_and_links_go_and_fresh_ones_stay(cast: Cast) -> None:
    with transaction():
        links.invite(cast.karim.id, START, "shell")
    before = _count(SignIn)
    with transaction():
        assert clean(START + timedelta(days=8)) == 0
    with transaction():
        assert clean(START + timedelta(days=98)) == before + 1
    assert (_count(SignIn), _count(OneTimeLink)) == (0, 0)
