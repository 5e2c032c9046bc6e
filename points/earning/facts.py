"""What sales hand down to points, and what comes of it."""

from datetime import date
from typing import NamedTuple


class SaleFact(NamedTuple):
    """An accepted sale line, as far as points care."""

    line_id: int
    product_id: int
    range_id: int
    #: units; negative on a return
    quantity: int
    #: without tax, cents; negative on a return
    amount_cents: int
    #: the local day that counts; a return's is that of the line it returns
    sold_on: date
    rep_id: int | None
    selling_company_id: int
    buying_company_id: int | None
    #: order or invoice number, as people know it
    document: str = ""
    #: flagged by the sponsor
    strategic: bool = False
    #: cents; None when unknown
    cost_cents: int | None = None
    #: sell_in (the sponsor sells) or sell_out
    sale_kind: str = "sell_out"
    #: the line that it returns; None for a sale
    returns_id: int | None = None
    #: the line's margin, basis points (rules.seen.margin_of); None when unknown
    margin_bp: int | None = None


#: Rule id → (id of the person or company rewarded, first day of the period): what is to be reckoned again.
Touched = dict[int, set[tuple[int, date]]]


class Earned(NamedTuple):
    """What a batch of sales brought."""

    #: wallet id → points given; what returns take back is left out
    points: dict[int, int]
    #: reference → transaction id of what is new
    transactions: dict[str, int]
    #: for `periods.settle`, once all batches are in
    touched: Touched


def beneficiary(fact: SaleFact, whom: str) -> tuple[int | None, int | None]:
    """Who is rewarded, and the company that a rule looks at: of a rep's sale, the one that sells."""
    if whom == "rep":
        return fact.rep_id, fact.selling_company_id
    company = fact.selling_company_id if whom == "selling_company" else fact.buying_company_id
    return company, company


def kind_of(whom: str) -> str:
    """Whether a beneficiary is a person or a company."""
    return "person" if whom == "rep" else "company"
