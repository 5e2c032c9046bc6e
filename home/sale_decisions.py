"""What waits for a decision about sales: files, returns, claims."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, select

from accounts.models import Company, Person
from core.database import session
from core.format import euros
from home.deciding import MOST, Decision
from products.models import Product
from sales.models import Claim, Upload

#: How long each kind may wait.
FILE_DELAY = timedelta(days=1)
RETURN_DELAY = timedelta(days=5)


def upload_waits() -> ColumnElement[bool]:
    """A file that is checked."""
    return Upload.state == "ready"


def returns_wait() -> ColumnElement[bool]:
    """A file whose returns have not all found their sale."""
    return (Upload.state == "accepted") & (Upload.rows_returns > 0)


def claim_waits() -> ColumnElement[bool]:
    """A claim without an answer."""
    return Claim.state == "sent"


def uploads() -> list[Decision]:
    """Files to accept."""
    rows = session.scalars(select(Upload).where(upload_waits()).order_by(Upload.brought_at).limit(MOST))
    return [
        Decision(
            "sale",
            _file_title(one),
            _file_sentence(one),
            euros(one.amount_good_cents),
            one.brought_at,
            one.brought_at + FILE_DELAY,
            f"/staff/sales/uploads/{one.id}",
        )
        for one in rows
    ]


def _file_title(one: Upload) -> str:
    if not one.rows_good + one.rows_returns:
        idle: str = _("File “%(name)s”, with nothing to accept", name=one.filename)
        return idle
    said: str = _("File “%(name)s” to accept", name=one.filename)
    return said


def _file_sentence(one: Upload) -> str:
    good: str = ngettext("%(num)d good line", "%(num)d good lines", one.rows_good)
    if one.rows_returns:
        back: str = ngettext("%(num)d return", "%(num)d returns", one.rows_returns)
        good = f"{good}, {back}" if one.rows_good else back
    problems = one.rows_bad + one.rows_conflict
    if not problems:
        return good
    return f"{good}, {_left_out(problems)}"


def _left_out(problems: int) -> str:
    said: str = ngettext("%(num)d row to look at", "%(num)d rows to look at", problems)
    return said


def returns() -> list[Decision]:
    """One decision a file: each of its returns is a row of one page."""
    rows = session.scalars(select(Upload).where(returns_wait()).order_by(Upload.accepted_at).limit(MOST))
    return [
        Decision(
            "sale",
            ngettext(
                "%(num)d return looks for its sale", "%(num)d returns look for their sale", one.rows_returns
            ),
            _("File “%(name)s”", name=one.filename),
            "",
            one.accepted_at or one.brought_at,
            (one.accepted_at or one.brought_at) + RETURN_DELAY,
            "/staff/sales/returns",
        )
        for one in rows
    ]


def claims() -> list[Decision]:
    """Claims to answer, the first due first."""
    rows = session.execute(
        select(Claim, Person, Company, Product)
        .join(Person, Person.id == Claim.person_id)
        .join(Company, Company.id == Claim.company_id)
        .join(Product, Product.id == Claim.product_id)
        .where(claim_waits())
        .order_by(Claim.due_at)
        .limit(MOST)
    )
    return [
        Decision(
            "sale",
            _("%(quantity)s × %(product)s declared", quantity=claim.quantity, product=product.name),
            f"{person.name}, {company.name}",
            euros(claim.amount_cents),
            claim.sent_at,
            claim.due_at,
            "/staff/sales/claims",
        )
        for claim, person, company, product in rows
    ]
