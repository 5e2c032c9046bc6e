"""Sales that reps declare from a phone: sent once, decided once, accepted through the same door as files."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select, update

from accounts.models import Company
from accounts.queries import mandate_index
from core import audit
from core.clock import ZONE, local_day
from core.database import insert, session
from products.models import Product
from sales import actions, messages
from sales.acceptance import accept
from sales.conflicts import holder
from sales.models import Claim, SaleLine, StagedRow, Upload
from sales.rules import (
    AlreadyDeclared,
    ContradictsBooks,
    NotComeYet,
    NotYourCompany,
    UnknownClaim,
    answer_day,
    content_hash,
    row_key,
)

SOURCE = "claims"


@dataclass(frozen=True)
class Declared:
    """What a rep says was sold."""

    product_id: int
    quantity: int
    amount_cents: int
    document: str
    invoiced_on: date
    photo: str = ""


def declare(person_id: int, company_id: int, what: Declared, request_id: str, at: datetime, by: str) -> int:
    """Send a claim; the same request again is the same claim. Its id.

    Raises NotComeYet, NotYourCompany, AlreadyDeclared.
    """
    before = session.scalar(
        select(Claim.id).where(Claim.request_id == request_id, Claim.person_id == person_id)
    )
    if before is not None:
        return before
    company = session.get_one(Company, company_id)
    if what.invoiced_on > local_day(at):
        raise NotComeYet
    if not mandate_index([person_id]).works_for(person_id, company_id, what.invoiced_on):
        raise NotYourCompany(company=company.name, day=what.invoiced_on.isoformat())
    if _declared(company, what) or _line_of(company, what) is not None:
        raise AlreadyDeclared(document=what.document)
    made = session.execute(
        insert(Claim)
        .values(
            request_id=request_id,
            person_id=person_id,
            company_id=company_id,
            state="sent",
            sent_at=at,
            due_at=_due(at),
            reason="",
            **vars(what),
        )
        .on_conflict_do_nothing()
        .returning(Claim.id)
    ).scalar_one_or_none()
    if made is None:
        raise AlreadyDeclared(document=what.document)
    audit.record(by, "sales.declare", ("claim", made), at, {"document": what.document})
    return int(made)


def accept_claim(claim_id: int, at: datetime, by: str) -> int:
    """Take a claim into the books; the points it earned. Raises UnknownClaim, ContradictsBooks."""
    claim = _decide(claim_id, "accepted", at, by, "")
    line, gained = _line_of(session.get_one(Company, claim.company_id), _said(claim)), 0
    if line is None:
        gained = accept(_stage(claim, at, by), at, by).points
        line = _line_of(session.get_one(Company, claim.company_id), _said(claim))
    # looked at last: a file may have brought the line while this waited for the journal
    if line is not None and line.content_hash != _content(claim):
        raise ContradictsBooks
    session.execute(update(Claim).where(Claim.id == claim_id).values(line_id=line.id if line else None))
    audit.record(by, "sales.accept_claim", ("claim", claim_id), at, {"points": gained})
    if not gained:
        messages.tell_accepted(claim.person_id, claim.id, claim.document, at)
    return gained


def refuse_claim(claim_id: int, reason: str, at: datetime, by: str) -> None:
    """Refuse a claim and say why to whoever sent it; raises UnknownClaim."""
    claim = _decide(claim_id, "refused", at, by, reason[:300])
    audit.record(by, "sales.refuse_claim", ("claim", claim_id), at, {"reason": reason[:300]})
    messages.tell_refused(claim.person_id, claim.id, claim.document, claim.reason, at)


def _decide(claim_id: int, state: str, at: datetime, by: str, reason: str) -> Claim:
    won = session.execute(
        update(Claim)
        .where(Claim.id == claim_id, Claim.state == "sent")
        .values(state=state, decided_at=at, decided_by=by, reason=reason)
        .returning(Claim.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        raise UnknownClaim
    return session.get_one(Claim, claim_id, populate_existing=True)


def _due(at: datetime) -> datetime:
    """The same time of day, two working days on."""
    local = at.astimezone(ZONE)
    return datetime.combine(answer_day(local.date()), local.time(), tzinfo=ZONE).astimezone(UTC)


def _declared(company: Company, what: Declared) -> bool:
    """Whether a claim of this line waits or was accepted."""
    return (
        session.scalar(
            select(Claim.id).where(
                Claim.company_id == company.id,
                Claim.product_id == what.product_id,
                Claim.document == what.document,
                Claim.state.in_(("sent", "accepted")),
            )
        )
        is not None
    )


def _key(company: Company, what: Declared) -> str:
    reference = session.scalars(select(Product.reference).where(Product.id == what.product_id)).one()
    return row_key(company.code, what.document, reference)


def _line_of(company: Company, what: Declared) -> SaleLine | None:
    return holder(_key(company, what))


def _said(claim: Claim) -> Declared:
    return Declared(
        claim.product_id, claim.quantity, claim.amount_cents, claim.document, claim.invoiced_on, claim.photo
    )


def _content(claim: Claim) -> str:
    return content_hash(
        claim.company_id,
        claim.person_id,
        None,
        claim.product_id,
        claim.quantity,
        claim.amount_cents,
        None,
        None,
        claim.invoiced_on,
    )


def _stage(claim: Claim, at: datetime, by: str) -> int:
    """A file of one good row."""
    digest = _content(claim)
    upload_id = actions.bring(f"{SOURCE} {claim.id}", digest * 2, "", None, at, by)
    session.execute(
        update(Upload)
        .where(Upload.id == upload_id)
        .values(
            state="ready",
            source=SOURCE,
            rows_total=1,
            rows_done=1,
            rows_good=1,
            amount_good_cents=claim.amount_cents,
        )
    )
    session.execute(
        insert(StagedRow).values(
            upload_id=upload_id,
            line=1,
            verdict="good",
            row_key=_key(session.get_one(Company, claim.company_id), _said(claim)),
            content_hash=digest,
            document=claim.document,
            selling_company_id=claim.company_id,
            rep_id=claim.person_id,
            product_id=claim.product_id,
            quantity=claim.quantity,
            amount_cents=claim.amount_cents,
            sale_kind="sell_out",
            invoiced_on=claim.invoiced_on,
            sold_on=claim.invoiced_on,
        )
    )
    return upload_id
