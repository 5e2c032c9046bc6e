"""A file of quotes, from what somebody brought to the books: kept, given columns, accepted or put aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from core import audit
from core.database import insert, session, write_rows
from core.jobs import advance
from sales import quotes
from sales.mapping import Spec
from sales.models import JOURNAL, Quote, QuoteFile
from sales.quote_check import Checked
from sales.quote_rules import NoQuotes, Offer, UnknownQuoteFile


@dataclass(frozen=True)
class Written:
    """What an acceptance wrote."""

    made: int
    #: quotes of the books that it decided or changed
    decided: int
    refused: int
    revision: int


def bring(filename: str, stored: str, at: datetime, by: str) -> int:
    """Note a file of quotes whose columns are to be chosen; its id."""
    values = {
        "filename": filename[:160],
        "stored": stored,
        "mapping": {},
        "state": "mapping",
        "brought_at": at,
        "brought_by": by,
        "written": 0,
        "refused": 0,
    }
    file_id = int(session.execute(insert(QuoteFile).values(**values).returning(QuoteFile.id)).scalar_one())
    audit.record(by, "sales.bring_quotes", ("quote_file", file_id), at, {"file": filename[:160]})
    return file_id


def choose_columns(file_id: int, spec: Spec, at: datetime, by: str) -> None:
    """Say which column means what; raises UnknownQuoteFile once it is decided upon."""
    _move(file_id, "ready", mapping=spec.document())
    audit.record(by, "sales.choose_quote_columns", ("quote_file", file_id), at, {"mapping": spec.name})


def abandon(file_id: int, at: datetime, by: str) -> str:
    """Put a file aside for good; the name under which it was kept."""
    stored = _stored(file_id)
    _move(file_id, "abandoned", stored="")
    audit.record(by, "sales.abandon_quotes", ("quote_file", file_id), at)
    return stored


def accept(file_id: int, checked: Checked, at: datetime, by: str) -> Written:
    """Write a file's good rows in this transaction; the journal moves on. Raises NoQuotes, UnknownQuoteFile.

    What was checked before the lock is laid beside the books again: another file may have come first.
    """
    name = session.scalar(select(QuoteFile.filename).where(QuoteFile.id == file_id)) or ""
    _move(file_id, "accepted", stored="", accepted_at=at, accepted_by=by)
    revision = advance(JOURNAL)
    checked = checked.again()
    done = write(checked, name, revision, at, by)
    session.execute(
        update(QuoteFile)
        .where(QuoteFile.id == file_id)
        .values(written=done.made + done.decided, refused=done.refused)
    )
    audit.record(by, "sales.accept_quotes", ("quote_file", file_id), at, vars(done))
    return done


def write(checked: Checked, source: str, revision: int, at: datetime, by: str) -> Written:
    """Quotes that are new are written, those of the books decided or changed; raises NoQuotes."""
    offers = checked.offers
    if not offers:
        raise NoQuotes
    held = quotes.in_books(list(offers))
    signed = {"source": source[:80], "revision": revision, "written_at": at, "written_by": by}
    fresh = [
        {**offer._asdict(), **signed, "first_revision": revision}
        for key, offer in offers.items()
        if key not in held
    ]
    write_rows(Quote, fresh)
    for key in offers.keys() & held.keys():
        _decide(held[key].id, offers[key], signed)
    return Written(len(fresh), len(offers) - len(fresh), len(checked.bad), revision)


def _decide(quote_id: int, offer: Offer, signed: dict[str, Any]) -> None:
    changed = {name: getattr(offer, name) for name in ("buying_company_id", "amount_cents", "state")}
    session.execute(
        update(Quote)
        .where(Quote.id == quote_id, Quote.state == "open")
        .values(**changed, decided_on=offer.decided_on, **signed),
        execution_options={"synchronize_session": False},
    )


def _move(file_id: int, state: str, **values: Any) -> None:
    """Take a file one step on, once; raises UnknownQuoteFile."""
    moved = session.execute(
        update(QuoteFile)
        .where(
            QuoteFile.id == file_id,
            QuoteFile.state.in_(("mapping", "ready") if state != "accepted" else ("ready",)),
        )
        .values(state=state, **values)
        .returning(QuoteFile.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if moved is None:
        raise UnknownQuoteFile


def _stored(file_id: int) -> str:
    return session.scalar(select(QuoteFile.stored).where(QuoteFile.id == file_id)) or ""
