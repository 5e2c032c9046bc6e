"""What a row of quotes may be told, what a quote is made of, and how it may change."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from core.rules import N_, Refused
from sales.rules import Problem

SENTENCES: Mapping[str, str] = {
    "not_a_state": N_("“%(value)s” in “%(column)s” is neither open, won nor lost."),
    "undecided": N_("The quote is decided: “%(column)s” says on which day."),
    "decided_early": N_("It was decided on %(day)s, before it was made."),
    "decided_open": N_("The quote is open, yet “%(column)s” says it was decided on %(value)s."),
    "unknown_range": N_("No range has the code “%(value)s”."),
    "below_zero": N_("%(value)s in “%(column)s” is below zero."),
    "reopened": N_("Quote %(value)s was decided on %(day)s: it cannot be open again."),
    "decided_otherwise": N_("Quote %(value)s was decided on %(day)s: it cannot be decided otherwise."),
    "another_quote": N_(
        "Quote %(value)s is in the books with another seller, day or product: a number names one quote."
    ),
}


class Offer(NamedTuple):
    """A row's quote, ready to be written."""

    row_key: str
    number: str
    selling_company_id: int
    rep_id: int | None
    buying_company_id: int | None
    product_id: int | None
    range_id: int | None
    #: cents
    amount_cents: int
    quoted_on: date
    #: open, won or lost
    state: str
    decided_on: date | None


#: What tells one quote from another; its buyer and amount may change until it is decided.
SAME = ("selling_company_id", "rep_id", "product_id", "range_id", "quoted_on")


class NoQuotes(Refused):
    """Nothing to write."""

    sentence = N_("This file holds no new quote: there is nothing to accept.")


class UnknownQuoteFile(Refused):
    """No such file, or decided already."""

    sentence = N_("This file of quotes does not wait for a decision: it was decided already.")


class TooManyQuotes(Refused):
    """More rows than one page's check takes."""

    sentence = N_("A file of quotes holds at most %(most)s rows: split it.")


def told(offer: Offer, before: Offer) -> Problem | None:
    """Why a quote cannot become what a row says; None when it can, or already is."""
    if any(getattr(offer, name) != getattr(before, name) for name in SAME):
        return Problem("another_quote", value=offer.number)
    if before.state == "open" or _decision(offer) == _decision(before):
        return None
    code = "reopened" if offer.state == "open" else "decided_otherwise"
    return Problem(code, value=offer.number, facts={"day": str(before.decided_on)})


def known(offer: Offer, before: Offer) -> bool:
    """Whether a row says what the books hold; once decided, its amount and buyer no longer change."""
    return offer == before or (before.state != "open" and _decision(offer) == _decision(before))


def _decision(offer: Offer) -> tuple[str, date | None]:
    return offer.state, offer.decided_on
