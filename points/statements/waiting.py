"""Points that wait to be confirmed, as their owners and the sponsor's staff read them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext
from sqlalchemy import ColumnElement, func, select

from accounts.models import Company, Person
from core import format as figures
from core.database import session
from points.models import LedgerTransaction, Pending, Wallet
from points.sentences.words import Words, words_for

PAGE = 100
#: What staff may list.
SHOWN = ("person", "day", "all")


class Waiting(NamedTuple):
    """A gain that waits."""

    id: int
    wallet_id: int
    owner: str
    #: what brought it, and its document
    title: str
    sub: str
    points: int
    earned_on: date
    #: confirmed from this local day on; None: a person decides
    due_on: date | None


def of_wallet(wallet_id: int, most: int = PAGE) -> list[Waiting]:
    """What waits in a wallet, the first to be confirmed first."""
    return _read((Pending.wallet_id == wallet_id,), most)


def to_decide(shown: str = "person", after: int = 0) -> list[Waiting]:
    """A page of what waits for a person (`person`), for its day (`day`), or for either, the oldest first."""
    kinds: dict[str, tuple[ColumnElement[bool], ...]] = {
        "person": (Pending.due_on.is_(None),),
        "day": (Pending.due_on.is_not(None),),
        "all": (),
    }
    return _read((Pending.id > after, *kinds[shown]), PAGE + 1, Pending.id)


def for_a_person() -> tuple[int, int]:
    """How many gains wait for a person, and how many points they are."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Pending.remaining), 0)).where(
            Pending.remaining > 0, Pending.due_on.is_(None)
        )
    ).one()
    return int(row[0]), int(row[1])


def _read(conditions: Sequence[ColumnElement[bool]], most: int, *order: Any) -> list[Waiting]:
    name = func.coalesce(Person.first_name + " " + Person.last_name, Company.name)
    rows = session.execute(
        select(
            Pending.id,
            Pending.wallet_id,
            name,
            LedgerTransaction.facts,
            Pending.remaining,
            Pending.earned_on,
            Pending.due_on,
        )
        .join(Wallet, Wallet.id == Pending.wallet_id)
        .join(LedgerTransaction, LedgerTransaction.id == Pending.transaction_id)
        .outerjoin(Person, Person.id == Wallet.person_id)
        .outerjoin(Company, Company.id == Wallet.company_id)
        .where(Pending.remaining > 0, *conditions)
        .order_by(*(order or (Pending.due_on.asc().nulls_last(), Pending.id)))
        .limit(most)
    ).all()
    words = words_for(row.facts for row in rows)
    return [Waiting(row[0], row[1], row[2], *_told(row.facts, words), *row[4:]) for row in rows]


def _told(facts: dict[str, Any], words: Words) -> tuple[str, str]:
    if "product" in facts:
        name = figures.unbroken(words.products.get(facts["product"], ""))
        return f"{figures.points(facts.get('quantity', 0))}\u00a0× {name}", str(facts.get("document", ""))
    return words.names.get(facts.get("rule", 0)) or gettext("Points"), str(facts.get("note", ""))
