"""Codes on links and QRs: a member's own to bring others in, an account manager's to join at once."""

import secrets
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select, update

from core import audit
from core.database import Key, ask, insert, session
from engagement.models import InviteCode
from engagement.rules import ASSISTED_FOR, CODE_LENGTH, InviteOver, code_from, tidy_code

REFERRAL, ASSISTED, POSTER = "referral", "assisted", "poster"

_CODES = InviteCode.__table__.c
_OWN = (
    select(_CODES.code)
    .where(_CODES.person_id == bindparam("person", type_=Key), _CODES.purpose == bindparam("purpose"))
    .order_by(_CODES.made_at, _CODES.code)
    .limit(literal_column("1"))
)


def own_code(person_id: int, purpose: str) -> str | None:
    """The lasting code of a person, for bringing others in or for a poster; None until it was made."""
    code: str | None = ask(_OWN, person=person_id, purpose=purpose).scalar_one_or_none()
    return code


def make_own(person_id: int, purpose: str, at: datetime) -> str:
    """A person's lasting code; the one that is there, else a new one."""
    return own_code(person_id, purpose) or _make(person_id, purpose, at, None)


def assist(person_id: int, at: datetime) -> str:
    """A code for one newcomer at an account manager's side: used once, within ASSISTED_FOR."""
    return _make(person_id, ASSISTED, at, at + ASSISTED_FOR)


def usable(code: str, at: datetime) -> InviteCode | None:
    """The invite behind a code that can be used now."""
    found = session.get(InviteCode, tidy_code(code), populate_existing=True)
    if found is None or (found.expires_at is not None and found.expires_at <= at):
        return None
    return found


def use_up(code: str, at: datetime) -> None:
    """Use a code of one newcomer; the conditional UPDATE lets exactly one through. Raises InviteOver."""
    used = session.execute(
        update(InviteCode)
        .where(InviteCode.code == code, InviteCode.expires_at > at)
        .values(expires_at=at)
        .returning(InviteCode.code),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if used is None:
        raise InviteOver


def _make(person_id: int, purpose: str, at: datetime, expires_at: datetime | None) -> str:
    code = code_from(secrets.token_bytes(CODE_LENGTH))
    session.execute(
        insert(InviteCode).values(
            code=code, purpose=purpose, person_id=person_id, made_at=at, expires_at=expires_at
        )
    )
    audit.record(audit.by(person_id), "engagement.make_code", ("person", person_id), at, {"purpose": purpose})
    return code
