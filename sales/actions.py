"""What may be done to a file of sales before it is accepted."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from core import audit
from core.database import insert, session
from core.rules import Refused
from sales.mapping import Spec
from sales.models import ColumnMapping, StagedRow, Upload
from sales.rules import NotReady, UnknownUpload

#: States in which a person may still change their mind.
OPEN_STATES = ("mapping", "reading", "ready", "unreadable")


def bring(filename: str, sha256: str, stored: str, spec: Spec | None, at: datetime, by: str) -> int:
    """Note a file somebody brought; it is read next, or waits for its columns to be chosen. The upload's id.

    A file of the very bytes and mapping that were accepted whole before is known whole: nothing is read,
    and it is closed at once.
    """
    values = _fresh(filename, sha256, stored, at, by)
    if spec:
        values |= {**_mapped(spec), "state": "reading"}
        values |= _known_whole(sha256, spec) or {}
    upload_id = int(session.execute(insert(Upload).values(**values).returning(Upload.id)).scalar_one())
    audit.record(by, "sales.bring", ("upload", upload_id), at, {"file": filename[:160], "sha256": sha256})
    return upload_id


def choose_columns(upload_id: int, spec: Spec, at: datetime, by: str) -> None:
    """Say which column means what; what another mapping staged is forgotten. Raises NotReady."""
    held = session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.state.in_(("mapping", "ready", "unreadable")))
        .values(
            **_mapped(spec),
            state="reading",
            trouble="",
            rows_done=0,
            rows_good=0,
            rows_bad=0,
            rows_known=0,
            rows_conflict=0,
            rows_returns=0,
            amount_good_cents=0,
        )
        .returning(Upload.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if held is None:
        raise NotReady
    session.execute(delete(StagedRow).where(StagedRow.upload_id == upload_id))
    audit.record(by, "sales.choose_columns", ("upload", upload_id), at, {"mapping": spec.name})


def save_mapping(spec: Spec, at: datetime, by: str) -> None:
    """Keep a mapping under its name; the newest of a name counts."""
    row = {"document": spec.document(), "saved_at": at, "saved_by": by}
    session.execute(
        insert(ColumnMapping)
        .values(name=spec.name, **row)
        .on_conflict_do_update(index_elements=[ColumnMapping.name], set_=row)
    )
    audit.record(by, "sales.save_mapping", ("mapping", spec.name), at)


def abandon(upload_id: int, at: datetime, by: str) -> str:
    """Put a file aside for good; what was staged is forgotten, the books never saw it. The stored name."""
    stored = session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.state.in_(OPEN_STATES))
        .values(state="abandoned")
        .returning(Upload.stored),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if stored is None:
        raise NotReady
    session.execute(delete(StagedRow).where(StagedRow.upload_id == upload_id))
    audit.record(by, "sales.abandon", ("upload", upload_id), at)
    return stored


def order_acceptance(upload_id: int, at: datetime, by: str) -> None:
    """Leave the acceptance of a large file to the clock; raises NotReady."""
    held = session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.state == "ready", Upload.rows_good + Upload.rows_returns > 0)
        .values(state="accepting", accepted_by=by, trouble="")
        .returning(Upload.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if held is None:
        raise NotReady
    audit.record(by, "sales.order_acceptance", ("upload", upload_id), at)


def hand_back(upload_id: int, refused: Refused, at: datetime, by: str) -> None:
    """Give a file whose acceptance was refused back to people, with the reason."""
    back = session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.state == "accepting")
        .values(state="ready", trouble=kept_refusal(refused))
        .returning(Upload.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if back is not None:
        audit.record(by, "sales.hand_back", ("upload", upload_id), at, {"why": str(refused)[:300]})


def kept_refusal(refused: Refused) -> str:
    """A refusal as an upload keeps it, in at most 500 characters."""
    kept = json.dumps({"refused": type(refused).__name__, "facts": refused.facts}, ensure_ascii=False)
    return kept if len(kept) <= 500 else json.dumps({"refused": type(refused).__name__, "facts": {}})


def held(upload_id: int) -> Upload:
    """An upload by id; raises UnknownUpload."""
    found = session.get(Upload, upload_id)
    if found is None:
        raise UnknownUpload
    return found


def _fresh(filename: str, sha256: str, stored: str, at: datetime, by: str) -> dict[str, Any]:
    counts = ("total", "done", "good", "bad", "known", "conflict", "returns")
    return {
        "filename": filename[:160],
        "sha256": sha256,
        "stored": stored,
        "source": "",
        "mapping": {},
        "mapping_hash": "",
        "state": "mapping",
        "trouble": "",
        "brought_by": by,
        "brought_at": at,
        "amount_good_cents": 0,
        "points": 0,
        **{f"rows_{count}": 0 for count in counts},
    }


def _mapped(spec: Spec) -> dict[str, Any]:
    return {"mapping": spec.document(), "mapping_hash": spec.hash, "source": spec.name}


def _known_whole(sha256: str, spec: Spec) -> Mapping[str, Any] | None:
    """What is known of a file whose every row went into the books before under the same mapping."""
    earlier = session.execute(
        select(Upload.mapping, Upload.rows_done)
        .where(Upload.sha256 == sha256, Upload.state == "accepted")
        .where(Upload.rows_bad == 0, Upload.rows_conflict == 0, Upload.rows_returns == 0)
    ).all()
    for row in earlier:
        if row.mapping == spec.document():
            done = row.rows_done
            return {"state": "known", "rows_total": done, "rows_done": done, "rows_known": done}
    return None
