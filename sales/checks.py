"""This room's part of `flask verify`: the journal, its files, and what its lines earned."""

from collections.abc import Iterable

from sqlalchemy import Integer, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.database import session
from core.jobs import Counter
from core.verify import Check
from points.models import LedgerTransaction, Measure
from sales import checks_returns as returns
from sales.models import JOURNAL, Claim, ConflictDecision, Quote, SaleLine, StagedRow, Upload
from sales.rules import content_hash

PREFIX = "sale-line:"


def _changed_content() -> Iterable[str]:
    """Lines whose content no longer gives the hash they were written with."""
    columns = (
        SaleLine.selling_company_id,
        SaleLine.rep_id,
        SaleLine.buying_company_id,
        SaleLine.product_id,
        SaleLine.quantity,
        SaleLine.amount_cents,
        SaleLine.cost_cents,
        SaleLine.ordered_on,
        SaleLine.invoiced_on,
    )
    lines = select(SaleLine.id, SaleLine.content_hash, *columns).execution_options(yield_per=5_000)
    for line_id, digest, *parts in session.execute(lines):
        if content_hash(*parts) != digest:
            yield f"sale_lines {line_id}"


def _beyond_the_journal() -> Iterable[str]:
    """Lines of a revision that the journal never reached."""
    reached = select(func.coalesce(func.max(Counter.value), 0)).where(Counter.name == JOURNAL)
    beyond = select(SaleLine.id).where(SaleLine.revision > reached.scalar_subquery())
    return (f"sale_lines {one}" for one in session.scalars(beyond))


def _miscounted() -> Iterable[str]:
    """Files whose figures are not what their rows and lines say."""
    lines = (
        select(
            SaleLine.upload_id,
            func.count().label("lines"),
            func.sum(SaleLine.amount_cents).label("cents"),
        )
        .group_by(SaleLine.upload_id)
        .subquery()
    )
    accepted = (
        select(Upload.id)
        .outerjoin(lines, lines.c.upload_id == Upload.id)
        .where(
            Upload.state == "accepted",
            (Upload.rows_good != func.coalesce(lines.c.lines, 0))
            | (Upload.amount_good_cents != func.coalesce(lines.c.cents, 0)),
        )
    )
    rows = Upload.rows_good + Upload.rows_bad + Upload.rows_known + Upload.rows_conflict + Upload.rows_returns
    uncounted = select(Upload.id).where(Upload.rows_done != rows)
    early = select(SaleLine.upload_id).join(Upload).where(Upload.state != "accepted").distinct()
    return (
        f"uploads {one}"
        for one in {*session.scalars(accepted), *session.scalars(uncounted), *session.scalars(early)}
    )


def _staged_wrongly() -> Iterable[str]:
    """Rows staged as good that name no sale, or as bad without a reason."""
    wrong = select(StagedRow.upload_id, StagedRow.line).where(
        and_(StagedRow.verdict == "good", StagedRow.row_key.is_(None))
        | and_(StagedRow.verdict.in_(("bad", "conflict", "return")), StagedRow.problems.is_(None))
    )
    return (f"staged_rows {row.upload_id}/{row.line}" for row in session.execute(wrong))


def _earned_without_a_sale() -> Iterable[str]:
    """Transactions of a sale line that does not exist."""
    number = cast(func.substr(LedgerTransaction.reference, len(PREFIX) + 1), Integer)
    orphans = (
        select(LedgerTransaction.reference)
        .outerjoin(SaleLine, SaleLine.id == number)
        .where(LedgerTransaction.reference.like(f"{PREFIX}%"), SaleLine.id.is_(None))
    )
    return (f"ledger_transactions {one}" for one in session.scalars(orphans))


def _unmeasured() -> Iterable[str]:
    """Lines that points do not remember as they were accepted, and measures without a line."""
    pairs = (
        (SaleLine.sold_on, Measure.day),
        (SaleLine.product_id, Measure.product_id),
        (SaleLine.quantity, Measure.quantity),
        (SaleLine.amount_cents, Measure.amount_cents),
        (SaleLine.cost_cents, Measure.cost_cents),
        (SaleLine.sale_kind, Measure.sale_kind),
        (SaleLine.document, Measure.document),
        (SaleLine.rep_id, Measure.rep_id),
        (SaleLine.selling_company_id, Measure.selling_company_id),
        (SaleLine.buying_company_id, Measure.buying_company_id),
        (SaleLine.returns_id, Measure.returns_id),
    )
    wrong = (
        select(SaleLine.id)
        .outerjoin(Measure, Measure.line_id == SaleLine.id)
        .where(or_(Measure.line_id.is_(None), *(ours.is_distinct_from(theirs) for ours, theirs in pairs)))
    )
    yield from (f"sale_lines {one}" for one in session.scalars(wrong))
    lost = select(Measure.line_id).outerjoin(SaleLine, SaleLine.id == Measure.line_id)
    yield from (f"measures {one}" for one in session.scalars(lost.where(SaleLine.id.is_(None))))


def _undecided() -> Iterable[str]:
    """Claims whose decision and receipt do not go together."""
    wrong = select(Claim.id).where(
        ((Claim.state == "accepted") & Claim.line_id.is_(None))
        | ((Claim.state != "sent") & Claim.decided_at.is_(None))
        | ((Claim.state == "refused") & (Claim.reason == ""))
    )
    return (f"claims {one}" for one in session.scalars(wrong))


def _misjudged() -> Iterable[str]:
    """Decisions over a line that never held the content they were made about."""
    before = aliased(ConflictDecision)
    took_its_place = exists().where(
        before.new_line_id == SaleLine.id, before.row_key == ConflictDecision.row_key
    )
    wrong = (
        select(ConflictDecision.id)
        .join(SaleLine, SaleLine.id == ConflictDecision.line_id)
        .where(
            ((SaleLine.row_key != ConflictDecision.row_key) & ~took_its_place)
            | ((ConflictDecision.choice == "replace") == ConflictDecision.new_line_id.is_(None))
            | (SaleLine.content_hash != ConflictDecision.books_hash)
            | (ConflictDecision.books_hash == ConflictDecision.file_hash)
            | (ConflictDecision.reason == "")
        )
    )
    return (f"conflict_decisions {one}" for one in session.scalars(wrong))


def _misquoted() -> Iterable[str]:
    """Quotes whose state and day of decision contradict each other, or that no import can have written."""
    reached = select(func.coalesce(func.max(Counter.value), 0)).where(Counter.name == JOURNAL)
    wrong = select(Quote.id).where(
        ((Quote.state == "open") != Quote.decided_on.is_(None))
        | (Quote.decided_on < Quote.quoted_on)
        | (Quote.first_revision > Quote.revision)
        | (Quote.revision > reached.scalar_subquery())
    )
    return (f"quotes {one}" for one in session.scalars(wrong))


CHECKS: tuple[Check, ...] = (
    Check("I9", "a sale line's content is what it was accepted with", _changed_content),
    Check("I10", "every row of a file is counted once, and accepted files hold their lines", _miscounted),
    Check("I11", "no line is beyond the journal's revision", _beyond_the_journal),
    Check("I10", "staged rows are facts or say why not", _staged_wrongly),
    Check("I9", "what a sale earned has its sale", _earned_without_a_sale),
    Check("I9", "every sale line is measured as it was accepted", _unmeasured),
    Check("I9", "a conflict's decision is about what the books held, and says why", _misjudged),
    *returns.CHECKS,
    Check("I10", "a decided claim has its line or its reason", _undecided),
    Check("I10", "a quote is open, or was decided on a day, by an import of the journal", _misquoted),
)
