"""Addresses that show a challenge on a screen without signing in: made, and revoked for good."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import update

from challenges.models import TelevisionLink
from core import audit
from core.database import insert, session

#: Bytes of an address's secret.
SECRET = 24


def make(challenge_id: int, label: str, language: str, at: datetime, by: str) -> str:
    """Make an address; its secret, which is kept nowhere."""
    token = secrets.token_urlsafe(SECRET)
    link_id = session.execute(
        insert(TelevisionLink)
        .values(
            challenge_id=challenge_id,
            token_hash=hashed(token),
            label=label,
            language=language,
            made_at=at,
            made_by=by,
        )
        .returning(TelevisionLink.id)
    ).scalar_one()
    said = {"label": label, "link": link_id}
    audit.record(by, "challenges.television.make", ("challenge", challenge_id), at, said)
    return token


def revoke(challenge_id: int, link_id: int, at: datetime, by: str) -> bool:
    """Shut an address for good; False when it was shut before, or is none of this challenge's."""
    gone = session.execute(
        update(TelevisionLink)
        .where(
            TelevisionLink.id == link_id,
            TelevisionLink.challenge_id == challenge_id,
            TelevisionLink.revoked_at.is_(None),
        )
        .values(revoked_at=at, revoked_by=by)
        .returning(TelevisionLink.label),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if gone is None:
        return False
    said = {"label": gone.label, "link": link_id}
    audit.record(by, "challenges.television.revoke", ("challenge", challenge_id), at, said)
    return True


def hashed(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
