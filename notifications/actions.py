"""Opening notices, and choosing what comes by mail."""

from datetime import datetime

from sqlalchemy import update

from core import audit
from core.database import insert, session
from notifications.models import Notice, Preference
from notifications.post import TOPICS


def mark_read(person_id: int, notice_id: int | None, at: datetime) -> None:
    """Note that a person has read one notice of theirs, or all of them."""
    mine = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    session.execute((mine if notice_id is None else mine.where(Notice.id == notice_id)).values(read_at=at))


def prefer(person_id: int, topic: str, by_mail: bool, at: datetime) -> None:
    """Say whether a topic shall come by mail as well as into the inbox."""
    if topic not in TOPICS:
        raise ValueError(f"no topic {topic!r}")
    said = insert(Preference).values(person_id=person_id, topic=topic, by_mail=by_mail)
    session.execute(
        said.on_conflict_do_update(
            index_elements=[Preference.person_id, Preference.topic], set_={"by_mail": by_mail}
        )
    )
    facts = {"topic": topic, "by_mail": by_mail}
    audit.record(audit.by(person_id), "notifications.prefer", ("person", person_id), at, facts)
