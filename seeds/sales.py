"""Eighteen months of the demo's sales: seasons, good and bad reps, installers that fell asleep."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from seeds.people import Firm, Member
from seeds.products import RANGES, Line

#: Invoices a working day over all distributors, before season and growth.
PACE = 20
HEADER = (
    "Distributeur",
    "Commercial",
    "Installateur",
    "N° facture",
    "Ligne",
    "Date facture",
    "Référence",
    "Quantité",
    "Montant HT",
)
#: How much more of a range is sold while a challenge is about it.
PULL = 4
#: One in this many installers has been asleep for months; one in that many woke up lately.
ASLEEP, WOKEN = 6, 11


@dataclass(frozen=True)
class Sold:
    """One invoice line."""

    seller: str
    rep: str
    buyer: str
    document: str
    line: int
    day: date
    reference: str
    quantity: int
    cents: int


@dataclass(frozen=True)
class Push:
    """A challenge as the market felt it: a range, and the days on which it was pushed."""

    range: str
    first: date
    last: date


def lines(
    random: Random,
    firms: list[Firm],
    people: list[Member],
    first: date,
    last: date,
    pushes: Sequence[Push] = (),
) -> Iterator[Sold]:
    """Every invoice line from first to last day, in order of day."""
    sellers = [one for one in firms if one.kind == "distributor"]
    reps = {one.code: [p for p in people if p.firm == one.code and p.role == "rep"] for one in sellers}
    shares = [4 if one.size == "large" else 2 for one in sellers]
    buyers = [one for one in firms if one.kind == "installer"]
    near = {one.code: [b for b in buyers if b.region == one.region] or buyers for one in sellers}
    number, day, span = 48_000, first, (last - first).days or 1
    while day <= last:
        if day.weekday() < 5:
            growth = 1 + 0.25 * (day - first).days / span
            heat = sum(r.weight * r.season[day.month - 1] for r in RANGES) / sum(r.weight * 9 for r in RANGES)
            for _ in range(max(1, round(random.gauss(PACE * growth * heat, 1.5)))):
                seller = random.choices(sellers, shares)[0]
                rep = random.choices(reps[seller.code], [p.drive for p in reps[seller.code]])[0]
                buyer = random.choice(near[seller.code] if random.random() < 0.8 else buyers)
                if _asleep(buyer, day, last):
                    continue
                number += random.randint(1, 3)
                yield from _invoice(random, seller, rep, buyer, number, day, pushes)
        day += timedelta(days=1)


def _asleep(buyer: Firm, day: date, last: date) -> bool:
    n = int(buyer.code[1:])
    if n % ASLEEP == 0:
        return day > last - timedelta(days=230)
    if n % WOKEN == 0:
        return last - timedelta(days=240) < day < last - timedelta(days=15)
    return False


def _invoice(
    random: Random, seller: Firm, rep: Member, buyer: Firm, number: int, day: date, pushes: Sequence[Push]
) -> Iterator[Sold]:
    count = random.choices((1, 2, 3, 4), (5, 4, 2, 1))[0]
    pushed = {push.range for push in pushes if push.first <= day <= push.last}
    weights = [r.weight * r.season[day.month - 1] * (PULL if r.code in pushed else 1) for r in RANGES]
    for line in range(1, count + 1):
        family: Line = random.choices(RANGES, weights)[0]
        reference, _name, price = random.choice(family.products)
        most = 3 if price > 200_000 else 4 if price > 70_000 else 12
        quantity = random.randint(1, most)
        discount = random.randint(0, 12)
        cents = price * quantity * (100 - discount) // 100
        yield Sold(seller.code, rep.code, buyer.code, f"FA-{number}", line, day, reference, quantity, cents)


def as_csv(sold: list[Sold]) -> bytes:
    """The lines as a French accounting package writes them: semicolons, decimal commas, cp1252."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for one in sold:
        amount = f"{'-' * (one.cents < 0)}{abs(one.cents) // 100},{abs(one.cents) % 100:02d}"
        writer.writerow(
            (
                one.seller,
                one.rep,
                one.buyer,
                one.document,
                one.line,
                f"{one.day:%d/%m/%Y}",
                one.reference,
                one.quantity,
                amount,
            )
        )
    return page.getvalue().encode("cp1252")
