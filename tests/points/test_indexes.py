"""Indexes that leave out what nobody looks for still serve whoever looks for the rest."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from core.asking import rows_of
from core.database import db, is_postgresql, session
from points.ledger import actions, funds, given, history, queries
from points.models import Measure, Posting
from sales.models import SaleLine
from tests.support.cast import Cast

ASKS: dict[str, tuple[str, Callable[[], Any]]] = {
    "what an escrow holds": ("ix_postings_account", lambda: queries.escrow_balance("challenge:7")),
    "what an escrow may pay": ("ix_postings_account", lambda: actions._escrow("challenge:7")),
    "what moved a fund": ("ix_postings_account", funds.movements),
    "what moved a wallet": ("ix_postings_wallet", lambda: history.history(3)),
    "the usual earning": ("ix_postings_wallet", lambda: queries.average_recent_earning(3)),
    "what came back of a line, to points": (
        "ix_measures_returns",
        lambda: given.came_back([(4, 9), (5, 10)]),
    ),
    "what came back of a measure": (
        "ix_measures_returns",
        lambda: session.execute(select(Measure.line_id).where(Measure.returns_id == 4)).all(),
    ),
    "what came back of a sale": (
        "ix_sale_lines_returns_id",
        lambda: session.execute(select(SaleLine.id).where(SaleLine.returns_id == 4)).all(),
    ),
}


def plans(ask: Callable[[], Any]) -> str:
    """How the database finds what is asked, with no way round an index that it could use."""
    told: list[tuple[str, Any]] = []

    def listen(_line: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        told.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        ask()
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    line = session.connection()
    if is_postgresql():
        line.exec_driver_sql("SET LOCAL enable_seqscan = off")
        line.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
    words = "EXPLAIN" if is_postgresql() else "EXPLAIN QUERY PLAN"
    found = [str(row[-1]) for one, values in told for row in _asked(line, f"{words} {one}", values)]
    session.rollback()
    return "\n".join(found)


def _asked(line: Connection, words: str, values: Any) -> Iterable[Any]:
    """As `ask` says it, past SQLAlchemy, or as SQLAlchemy does."""
    return rows_of(line, words, values) if isinstance(values, list) else line.exec_driver_sql(words, values)


@pytest.mark.parametrize("name", ASKS)
def test_who_looks_for_the_rest_finds_it_in_the_index(cast: Cast, name: str) -> None:
    if is_postgresql() and ASKS[name][1] is funds.movements:
        pytest.skip("PostgreSQL reads an empty ledger in the order that is asked for")
    index, ask = ASKS[name]
    assert index in plans(ask)


def test_who_does_not_say_what_is_left_out_does_not(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "KEPT_BY_NAME", Posting.id > 0)
    assert "ix_postings_account" not in plans(lambda: actions._escrow("challenge:7"))
