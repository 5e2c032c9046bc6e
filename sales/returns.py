"""A return, by other doors than a file that says everything: by hand, or the sale chosen by somebody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, select, update

from core import audit
from core.clock import local_day
from core.database import insert, session
from core.jobs import advance
from sales import actions
from sales.acceptance import Accepted, accept, tell_returned
from sales.attribution import attribute, left_of
from sales.models import JOURNAL, ReturnRefusal, SaleLine, StagedRow, Upload
from sales.return_rules import (
    NotASale,
    NothingReturned,
    ReturnChanged,
    WrongReturnDay,
    key_beside,
    share,
)
from sales.rewarding import reward
from sales.rules import Fact, NoReason, Problem, content_hash, plain_fact

#: The source of what was written by hand: returns, and lines in the place of others.
SOURCE = "by hand"


@dataclass(frozen=True)
class Comeback:
    """What came back of a sale."""

    units: int
    #: when; the amount, cents: None for the units' share of what is left
    day: date
    cents: int | None = None
    reason: str = ""


def record(line_id: int, what: Comeback, request_id: str, at: datetime, by: str) -> Accepted | None:
    """Write a return of a sale down; None where the same request was written before.

    Raises NotASale, NothingReturned, WrongReturnDay, NoReason, BeyondSale, BeyondAmount.
    """
    advance(JOURNAL)  # held to commit: what is left of the sale stays so
    sale = left_of([line_id]).get(line_id)
    if sale is None:
        raise NotASale
    if what.units <= 0 or (what.cents or 0) < 0:
        raise NothingReturned
    if not sale.sold_on <= what.day <= local_day(at):
        raise WrongReturnDay
    if not what.reason.strip():
        raise NoReason
    key = key_beside(sale.row_key, f"return by hand {request_id}")
    if session.scalar(select(SaleLine.id).where(SaleLine.row_key == key)) is not None:
        return None
    cents = share(sale, what.units) if what.cents is None else what.cents
    fact = fact_of_return(session.get_one(SaleLine, line_id), key, what.units, cents, what.day)
    done = accept(stage("return", [fact], at, by), at, by)
    facts = {"units": what.units, "cents": cents, "reason": what.reason.strip()[:300]}
    audit.record(by, "sales.record_return", ("line", line_id), at, facts)
    return done


def fact_of_return(sold: SaleLine, key: str, units: int, cents: int, day: date) -> Fact:
    """So much of a line, coming back on a day."""
    digest = content_hash(
        sold.selling_company_id,
        sold.rep_id,
        sold.buying_company_id,
        sold.product_id,
        -units,
        -cents,
        None,
        None,
        day,
    )
    return Fact(
        row_key=key,
        content_hash=digest,
        document=sold.document,
        selling_company_id=sold.selling_company_id,
        rep_id=sold.rep_id,
        buying_company_id=sold.buying_company_id,
        product_id=sold.product_id,
        quantity=-units,
        amount_cents=-cents,
        cost_cents=None,
        sale_kind=sold.sale_kind,
        returns_id=sold.id,
        ordered_on=None,
        invoiced_on=day,
        sold_on=day,
    )


def stage(what: str, facts: list[Fact], at: datetime, by: str) -> int:
    """A file of facts that no file brought, ready to be accepted; returns among them name their sale."""
    digest = content_hash(*(fact.row_key for fact in facts), at.isoformat())
    upload_id = actions.bring(f"{what} {facts[0].document}", digest * 2, "", None, at, by)
    sold = [fact for fact in facts if fact.quantity > 0]
    session.execute(
        update(Upload)
        .where(Upload.id == upload_id)
        .values(
            state="ready",
            source=SOURCE,
            rows_total=len(facts),
            rows_done=len(facts),
            rows_good=len(sold),
            rows_returns=len(facts) - len(sold),
            amount_good_cents=sum(fact.amount_cents for fact in sold),
        )
    )
    for line, fact in enumerate(facts, start=1):
        told: dict[str, Any] = {"verdict": "good"}
        if fact.quantity < 0:
            told = {"verdict": "return", "problems": [_of(fact.document)]}
        session.execute(insert(StagedRow).values(upload_id=upload_id, line=line, **told, **fact._asdict()))
    return upload_id


def choose_sale(upload_id: int, line: int, agreed: str, line_id: int, at: datetime, by: str) -> None:
    """Say which sale a waiting return means; `agreed` is the content of the row that was read.

    Raises ReturnChanged, NotASale, NotThisSale, WrongReturnDay, BeyondSale, BeyondAmount.
    """
    revision = advance(JOURNAL)
    _hold(upload_id, line, agreed, {"returns_id": line_id})
    attribute(None, revision, at)
    reward(revision, at, by)
    tell_returned(revision, at)
    facts = {"line": line, "sale": line_id}
    audit.record(by, "sales.choose_sale", ("upload", upload_id), at, facts)


def refuse(upload_id: int, line: int, agreed: str, reason: str, at: datetime, by: str) -> None:
    """Refuse a waiting return for a reason; the same row is not asked about again.

    Raises NoReason, ReturnChanged.
    """
    if not reason.strip():
        raise NoReason
    advance(JOURNAL)
    row = _hold(upload_id, line, agreed, {"verdict": "known"})
    fact = Fact(*(getattr(row, name) for name in Fact._fields))
    told = {"row_key": row.row_key, "content_hash": row.content_hash, "said": plain_fact(fact)}
    why = {"reason": reason.strip()[:300], "refused_at": at, "refused_by": by}
    session.execute(
        insert(ReturnRefusal).values(upload_id=upload_id, line=line, **told, **why).on_conflict_do_nothing()
    )
    left = Upload.rows_good + Upload.rows_bad + Upload.rows_conflict + Upload.rows_returns - 1
    session.execute(
        update(Upload)
        .where(Upload.id == upload_id)
        .values(
            rows_returns=Upload.rows_returns - 1,
            rows_known=Upload.rows_known + 1,
            state=case(((Upload.state == "ready") & (left == 0), "known"), else_=Upload.state),
        ),
        execution_options={"synchronize_session": False},
    )
    audit.record(
        by, "sales.refuse_return", ("upload", upload_id), at, {"line": line, "reason": why["reason"]}
    )


def _hold(upload_id: int, line: int, agreed: str, change: dict[str, Any]) -> Any:
    """Change a row that waits in an accepted file, if it still is what was read; its columns."""
    accepted = select(Upload.id).where(Upload.id == upload_id, Upload.state == "accepted")
    row = session.execute(
        update(StagedRow)
        .where(
            StagedRow.upload_id == accepted.scalar_subquery(),
            StagedRow.line == line,
            StagedRow.verdict == "return",
            StagedRow.content_hash == agreed,
        )
        .values(**change)
        .returning(*(getattr(StagedRow, name) for name in Fact._fields)),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if row is None:
        raise ReturnChanged
    return row


def _of(document: str) -> dict[str, Any]:
    return Problem("return_of", facts={"document": document}).plain()
