"""Files of quotes between the browser and the books: kept, looked at, checked whenever somebody looks."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from core.clock import local_day
from core.database import in_transaction, session
from core.rules import Refused
from sales import quote_actions, storage
from sales.intake import PREVIEW
from sales.mapping import Spec
from sales.models import QuoteFile
from sales.quote_actions import Written
from sales.quote_check import Checked, check
from sales.quote_mapping import from_document
from sales.quote_rules import UnknownQuoteFile
from sales.reading import Reading, first_rows


def take_in(file: BinaryIO, filename: str, at: datetime, by: str) -> int:
    """Keep a file; the columns of an earlier one that fit are used at once. Raises Unreadable."""
    name = Path(filename.replace("\\", "/")).name[:160] or "file"
    kept = storage.keep(file, name)
    try:
        opened = first_rows(kept.path, name.removesuffix(".gz"), PREVIEW)
        spec = fitting(opened.columns)
    except Refused:
        storage.drop(kept.stored)
        raise

    def act() -> int:
        file_id = quote_actions.bring(name.removesuffix(".gz"), kept.stored, at, by)
        if spec:
            quote_actions.choose_columns(file_id, spec, at, by)
        return file_id

    return in_transaction(act)


def preview(one: QuoteFile) -> Reading:
    """The columns and first rows; raises Unreadable."""
    return first_rows(storage.path_of(one.stored), one.filename, PREVIEW)


def look(one: QuoteFile, at: datetime) -> Checked:
    """Every row of a waiting file against the books as they are; raises what reading does."""
    return check(storage.path_of(one.stored), one.filename, from_document(one.mapping), local_day(at))


def take_over(file_id: int, at: datetime, by: str) -> Written:
    """Check once more and write the good rows; raises NoQuotes, UnknownQuoteFile."""
    one = waiting(file_id)
    stored, checked = one.stored, look(one, at)
    session.rollback()
    done = in_transaction(lambda: quote_actions.accept(file_id, checked, at, by))
    storage.drop(stored)
    return done


def put_aside(file_id: int, at: datetime, by: str) -> None:
    """Forget a file; the books never saw it."""
    storage.drop(in_transaction(lambda: quote_actions.abandon(file_id, at, by)))


def waiting(file_id: int) -> QuoteFile:
    """A file that can be accepted; raises UnknownQuoteFile."""
    one = session.get(QuoteFile, file_id)
    if one is None or one.state != "ready":
        raise UnknownQuoteFile
    return one


def fitting(columns: list[str]) -> Spec | None:
    """How the newest file with these columns was read."""
    rows = session.scalars(
        select(QuoteFile.mapping).where(QuoteFile.state == "accepted").order_by(QuoteFile.id.desc()).limit(20)
    )
    specs = (from_document(one) for one in rows if one)
    return next((spec for spec in specs if not spec.missing_in(columns)), None)


def files(most: int = 20) -> list[QuoteFile]:
    """Files of quotes, the newest first."""
    return list(session.scalars(select(QuoteFile).order_by(QuoteFile.id.desc()).limit(most)))
