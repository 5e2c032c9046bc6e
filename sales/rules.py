"""What a row may be told, what a fact is, and what rows are checked against."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from core.rules import N_, Refused

LONGEST_KEY = 160

SENTENCES: Mapping[str, str] = {
    "missing": N_("“%(column)s” is empty."),
    "formula": N_("“%(column)s” holds a formula: paste its value instead."),
    "hidden": N_("“%(column)s” holds invisible characters."),
    "too_long": N_("“%(column)s” is too long."),
    "too_large": N_("%(value)s in “%(column)s” is larger than any sale."),
    "not_a_number": N_("“%(value)s” in “%(column)s” is not a number as this file writes them."),
    "not_whole": N_("“%(value)s” in “%(column)s” is not a whole number."),
    "not_a_day": N_("“%(value)s” in “%(column)s” is not a date as this file writes them."),
    "no_such_day": N_("%(value)s in “%(column)s” does not exist in the calendar."),
    "future": N_("%(value)s in “%(column)s” has not come yet."),
    "too_old": N_("%(value)s in “%(column)s” is too long ago."),
    "negative": N_(
        "%(value)s in “%(column)s” is negative, but the quantity is not: a return has both negative."
    ),
    "positive": N_("%(value)s in “%(column)s” is positive, but the quantity is negative: is it a return?"),
    "returns_nothing": N_("“%(column)s” names %(value)s as returned, but the quantity is not negative."),
    "zero": N_("“%(column)s” is zero: nothing was sold."),
    "unknown_company": N_("No company has the code “%(value)s”."),
    "unknown_company_near": N_("No company has the code “%(value)s”; “%(hint)s” exists."),
    "unknown_person": N_("Nobody has the code “%(value)s”."),
    "unknown_person_near": N_("Nobody has the code “%(value)s”; “%(hint)s” exists."),
    "unknown_product": N_("No product has the reference “%(value)s”."),
    "unknown_product_near": N_("No product has the reference “%(value)s”; “%(hint)s” exists."),
    "no_mandate": N_("%(value)s did not work for the selling company on %(day)s."),
    "company_merged": N_("%(value)s is part of %(into)s since %(day)s: write its code instead."),
    "company_left": N_("%(value)s left the programme on %(day)s: its later sales are not taken."),
    "no_employer": N_("%(value)s worked for no company on %(day)s."),
    "surplus": N_("The row has more cells than the file has columns: is a separator inside a value?"),
    "conflict_books": N_("This line is already in the books with other content."),
    "conflict_file": N_("Line %(other)s of this file has the same key with other content."),
}


class Problem(NamedTuple):
    """One reason why a row cannot be taken."""

    code: str
    column: str = ""
    value: str = ""
    facts: Mapping[str, Any] = {}

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "column": self.column, "value": self.value[:80], **self.facts}


class Fact(NamedTuple):
    """A sale line, ready to be written: columns of SaleLine."""

    row_key: str
    content_hash: str
    document: str
    selling_company_id: int
    rep_id: int | None
    buying_company_id: int | None
    product_id: int
    quantity: int
    amount_cents: int
    cost_cents: int | None
    #: sell_in (the sponsor sells) or sell_out
    sale_kind: str
    #: the line that it returns
    returns_id: int | None
    ordered_on: date | None
    invoiced_on: date | None
    sold_on: date


def plain_fact(fact: Fact) -> dict[str, Any]:
    """A row's fact as JSON keeps it."""
    told = fact._asdict()
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in told.items()}


@dataclass
class Books:
    """What rows are checked against, as hash maps; codes are folded."""

    companies: Mapping[str, tuple[int, str]]
    people: Mapping[str, tuple[int, str]]
    products: Mapping[str, tuple[int, str]]
    #: (person, company) → [(first day, last day or None)]
    mandates: Mapping[tuple[int, int], Sequence[tuple[date, date | None]]]
    #: person → companies that the person ever worked for
    employers: Mapping[int, Sequence[int]] = field(default_factory=dict)
    #: the sponsor's own companies: what they sell is sold in
    sponsors: Collection[int] = frozenset()
    #: company that left → (the local day from which its sales are refused, code of the one it is part of)
    left: Mapping[int, tuple[date, str]] = field(default_factory=dict)

    def gone(self, company_id: int, on: date) -> bool:
        """Whether a company had left on a day."""
        return company_id in self.left and on >= self.left[company_id][0]

    def works_for(self, person_id: int, company_id: int, on: date) -> bool:
        """Whether a mandate holds on a day."""
        spans = self.mandates.get((person_id, company_id), ())
        return any(first <= on and (last is None or on <= last) for first, last in spans)

    def employer(self, person_id: int, on: date) -> int | None:
        """The company that a person works for on a day."""
        held = self.employers.get(person_id, ())
        return next((company for company in held if self.works_for(person_id, company, on)), None)


@dataclass(frozen=True)
class Layout:
    """Where a file keeps what, and how it writes days and numbers."""

    #: our field → (place of the cell, the file's own name of the column)
    places: Mapping[str, tuple[int, str]]
    width: int
    defaults: Mapping[str, str] = field(default_factory=dict)
    seller_of_rep: bool = False
    dates: str = "dmy"
    decimal: str = ","


def row_key(seller: str, document: str, line: str) -> str:
    """The source's own key of a line: selling company, document, line or product."""
    return bounded_key(seller, document.casefold(), line.casefold())


def bounded_key(*parts: str) -> str:
    """Parts between bars, none of which holds one; a longer key ends in its hash."""
    key = "|".join(parts)
    if "%" in key or key.count("|") >= len(parts):
        key = "|".join(part.replace("%", "%25").replace("|", "%7C") for part in parts)
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 33]}#{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def content_hash(*parts: object) -> str:
    """32 hex digits over the normalised content."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


class UnknownUpload(Refused):
    """No such file, or not yours."""

    sentence = N_("There is no such file.")


class NotReady(Refused):
    """Accepted or abandoned meanwhile, or not yet checked."""

    sentence = N_("This file cannot be accepted now: it is not checked yet, or it was decided already.")


class NothingNew(Refused):
    """No good row."""

    sentence = N_("This file holds no new sale: there is nothing to accept.")


class EarnsTooMuch(Refused):
    """One line would earn more points than the ledger takes in one movement."""

    sentence = N_(
        "Line %(line)s (%(document)s) would earn more than %(most)s points, so nothing was accepted: "
        "check its amount and the rule, then accept again."
    )


class ConflictChanged(Refused):
    """Decided meanwhile, or the file was read again."""

    sentence = N_("This conflict was decided already, or the file was read again: look at it once more.")


class NoReason(Refused):
    """A decision that nobody could explain later."""

    sentence = N_("Say why: the reason stays on record.")


class UnknownDefault(Refused):
    """The mapping's own value for a whole file names nothing."""

    sentence = N_("The mapping gives “%(code)s” for every %(field)s, but nothing has that code.")


class MissingColumns(Refused):
    """The mapping names columns that the file lacks."""

    sentence = N_("The file has no column %(columns)s. It has: %(held)s.")


class AlreadyDeclared(Refused):
    """The same product of the same invoice."""

    sentence = N_("This product of invoice %(document)s is declared already, or came in a file.")


class NotYourCompany(Refused):
    """No mandate on the invoice's day."""

    sentence = N_("You did not work for %(company)s on %(day)s: ask your company’s manager to declare it.")


class NotComeYet(Refused):
    """An invoice of tomorrow."""

    sentence = N_("The invoice’s date has not come yet.")


class UnknownClaim(Refused):
    """No such claim, not yours, or decided already."""

    sentence = N_("This claim does not exist, or it was decided already.")


class ContradictsBooks(Refused):
    """A file said otherwise."""

    sentence = N_("The books hold this line with other figures: refuse the claim, or ask for a correction.")


class NotAPicture(Refused):
    """Neither JPEG, PNG, WebP nor PDF."""

    sentence = N_("Take a photo, or choose a JPEG, PNG, WebP or PDF file of at most %(most)s MB.")


#: Working days within which a claim is answered.
ANSWER_DAYS = 2
SATURDAY = 5


def answer_day(sent: date) -> date:
    """The day by which a claim is answered: two working days on, Saturdays and Sundays not counted."""
    day, left = sent, ANSWER_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day
