"""A file that arrives through the browser: kept, looked at, and checked at once when it is small."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from core.database import in_transaction, session
from core.rules import Refused
from sales import actions, desk, storage
from sales.acceptance import accept
from sales.checking import SMALL_BYTES, SMALL_ROWS, check
from sales.mapping import Spec
from sales.models import Upload
from sales.reading import Reading, first_rows

PREVIEW = 5


def take_in(file: BinaryIO, filename: str, at: datetime, by: str) -> int:
    """Keep a file and note it; a saved mapping that fits is used at once. Raises Unreadable."""
    name = Path(filename.replace("\\", "/")).name[:160] or "file"
    kept = storage.keep(file, "")
    try:
        opened = first_rows(kept.path, name, PREVIEW)
        spec = desk.fitting_mapping(opened.columns)
        upload_id = in_transaction(lambda: actions.bring(name, kept.sha256, kept.stored, spec, at, by))
    except Refused:
        storage.drop(kept.stored)
        raise
    if spec:
        _check_small(upload_id, kept.path, at)
    return upload_id


def preview(upload: Upload) -> Reading:
    """The columns and first rows of a kept file; raises Unreadable."""
    return first_rows(storage.path_of(upload.stored), upload.filename, PREVIEW)


def use_columns(upload_id: int, spec: Spec, at: datetime, by: str) -> None:
    """Save a mapping, use it for this file, and check the file at once when it is small. Raises NotReady."""

    def act() -> None:
        actions.save_mapping(spec, at, by)
        actions.choose_columns(upload_id, spec, at, by)

    in_transaction(act)
    _check_small(upload_id, storage.path_of(actions.held(upload_id).stored), at)


def take_over(upload_id: int, at: datetime, by: str) -> bool:
    """Accept now when it is small, else leave it to the clock; whether it is done. Raises NotReady."""
    small = actions.held(upload_id).rows_good <= SMALL_ROWS
    if small:
        in_transaction(lambda: accept(upload_id, at, by))
    else:
        in_transaction(lambda: actions.order_acceptance(upload_id, at, by))
    return small


def _check_small(upload_id: int, path: Path, at: datetime) -> None:
    """A larger file waits for the clock, which looks every few seconds."""
    small = path.stat().st_size <= SMALL_BYTES
    session.rollback()
    if small:
        check(upload_id, at)
