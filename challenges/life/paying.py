"""Awards become points: out of the challenge's escrow, each row once, under a reference of its own.

A person's prize goes to that person, a company's to the company, a team's in equal parts to its members.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from challenges.document.terms import Document
from challenges.life.recipients import members, subjects
from challenges.life.telling import labels
from challenges.models import Challenge
from challenges.rules.outcome import held_back
from core.clock import local_day
from core.database import session
from points.ledger import actions as points
from points.ledger.reclaiming import Unearned, reclaim
from points.models import LedgerTransaction, Posting


class Payment(NamedTuple):
    """Points for one wallet's owner, under which reference, of which award."""

    kind: str
    owner_id: int
    points: int
    reference: str
    #: the award's row
    row: Mapping[str, Any]


def escrow(challenge_id: int) -> str:
    """The name of the account that holds a challenge's prizes."""
    return f"challenge:{challenge_id}"


def reference(challenge_id: int, key: str, part: str = "award") -> str:
    """Under which reference an award is paid; `held` for what waited until the recount."""
    return f"challenge:{challenge_id}:{part}:{key}"


def pay(
    challenge: Challenge,
    document: Document,
    rows: Sequence[Mapping[str, Any]],
    at: datetime,
    by: str,
    hold: bool = False,
) -> int:
    """Take back what goes back, then pay what is won; `hold` leaves what the document holds back.

    How many points were paid.
    """
    take_back(challenge, document, [one for one in rows if one["points"] < 0], at, by)
    gains = [
        (one, one["points"] - (held_of(document, one) if hold else 0)) for one in rows if one["points"] > 0
    ]
    return send(challenge, document, [(one, some, "award") for one, some in gains if some > 0], at, by)


def held_of(document: Document, one: Mapping[str, Any]) -> int:
    """What of an award waits for the recount: never of what is paid at once."""
    if one["kind"] in ("step", "flash", "boost", "extra", "back"):
        return 0
    return held_back(document, one["points"], one["reward"])


def send(
    challenge: Challenge,
    document: Document,
    sums: Sequence[tuple[Mapping[str, Any], int, str]],
    at: datetime,
    by: str,
) -> int:
    """Pay (award, points, part) each, in one call: wallets are met in order of id; how many points."""
    payments = _payments(challenge.id, document, sums, local_day(at))
    wallets = points.open_wallets(
        [one.owner_id for one in payments if one.kind == "person"],
        [one.owner_id for one in payments if one.kind == "company"],
        at,
    )
    facts = _facts(challenge)
    of_each = {one.reference: _of_row(document, one.row) for one in payments}
    points.pay_from_escrow(
        escrow(challenge.id),
        [(wallets[one.kind, one.owner_id], one.points, one.reference) for one in payments],
        at,
        by,
        facts,
        of_each,
    )
    return sum(one.points for one in payments)


def take_back(
    challenge: Challenge, document: Document, rows: Sequence[Mapping[str, Any]], at: datetime, by: str
) -> int:
    """Take back rows of negative points from whoever was paid for the same thing, by the returns policy."""
    if not rows:
        return 0
    prefixes = {one["key"]: one["key"].partition(":entrant:")[0] for one in rows}
    facts = _facts(challenge)
    unearned: list[Unearned] = []
    for one in rows:
        stem = f"{prefixes[one['key']]}:entrant:{one['entrant_id']}"
        paid = _paid(challenge.id, stem)
        owed = _shares(-one["points"], {wallet: sum(some) for wallet, (_, some) in paid.items()})
        for wallet, share in owed.items():
            said = {**facts, **_of_row(document, one)}
            name = reference(challenge.id, one["key"]) + (f":wallet:{wallet}" if len(paid) > 1 else "")
            unearned.append(Unearned(wallet, share, name, paid[wallet][0], said))
    return reclaim(escrow(challenge.id), [one for one in unearned if one.points > 0], at, by)


def _payments(
    challenge_id: int, document: Document, sums: Sequence[tuple[Mapping[str, Any], int, str]], day: date
) -> list[Payment]:
    who = subjects({one["entrant_id"] for one, _, _ in sums})
    teams = members({subject for kind, subject in who.values() if kind == "team"}, min(day, document.last))
    found: list[Payment] = []
    for one, some, part in sums:
        kind, subject = who[one["entrant_id"]]
        name = reference(challenge_id, one["key"], part)
        person = one["facts"].get("person")
        if person is not None:
            found.append(Payment("person", person, some, name, one))
        elif kind == "team":
            shares = _even(some, teams.get(subject, []))
            found += [
                Payment("person", member, share, f"{name}:person:{member}", one)
                for member, share in shares.items()
                if share > 0
            ]
        else:
            found.append(Payment(kind, subject, some, name, one))
    return found


def _paid(challenge_id: int, stem: str) -> dict[int, tuple[list[str], list[int]]]:
    """What each wallet was paid for one thing: references, the latest first, and points."""
    names = [reference(challenge_id, stem, part) for part in ("award", "held")]
    mine = or_(
        LedgerTransaction.reference.in_(names),
        *(LedgerTransaction.reference.startswith(f"{name}:", autoescape=True) for name in names),
    )
    rows = session.execute(
        select(LedgerTransaction.reference, Posting.wallet_id, Posting.amount)
        .join(Posting, Posting.transaction_id == LedgerTransaction.id)
        .where(mine, Posting.account == "available", Posting.amount > 0)
        .order_by(LedgerTransaction.id.desc())
    )
    found: dict[int, tuple[list[str], list[int]]] = {}
    for name, wallet, some in rows:
        held = found.setdefault(wallet or 0, ([], []))
        held[0].append(name)
        held[1].append(some)
    return found


def _even(some: int, people: Sequence[int]) -> dict[int, int]:
    """Points in equal parts; those that do not divide go one by one to the lower id."""
    share, rest = divmod(some, len(people)) if people else (0, 0)
    return {person: share + (nth < rest) for nth, person in enumerate(sorted(people))}


def _shares(some: int, paid: Mapping[int, int]) -> dict[int, int]:
    """Points to take back from each wallet by what it was paid; what does not divide by the lower id."""
    total = sum(paid.values())
    if not total:
        return {}
    parts = {wallet: some * held // total for wallet, held in sorted(paid.items())}
    rest = some - sum(parts.values())
    return {wallet: part + (nth < rest) for nth, (wallet, part) in enumerate(parts.items())}


def _facts(challenge: Challenge) -> dict[str, Any]:
    return {"challenge": challenge.code, "title": {"fr": challenge.title_fr, "en": challenge.title_en}}


def _of_row(document: Document, one: Mapping[str, Any]) -> dict[str, Any]:
    """What a movement says about its award."""
    facts: dict[str, Any] = {"award": one["key"], "for": labels(document, one["kind"], one["facts"])}
    return facts | ({"rank": one["facts"]["rank"]} if one["kind"] == "rank" else {})
