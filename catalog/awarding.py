"""One reward for each of many winners, given by the sponsor: paid from the prize fund, ordered at once.

Each winner's points come from the fund into the wallet and are held for the order in the same transaction, in
a savepoint of its own: a row that the law, the stock or the fund refuses gives nothing and says why. Rows of
the database are met as everywhere: the fund, the wallets by id, then what is scarce.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts import queries as accounts
from accounts.models import Company, Person
from catalog import fulfilling, messages, rules
from catalog.actions import reward_or_refusal
from catalog.models import GroupAward, GroupAwardLine, Order, Reward, RewardVariant
from catalog.orders import ordering
from catalog.orders.placing import managers_of
from catalog.orders.registering import standing_for
from catalog.orders.wants import Want, make_sure
from catalog.rules import award_refusals as refusals
from compliance.rules import obstacles
from core import audit
from core.clock import local_day
from core.database import insert, session
from core.rules import Refused
from core.tables import encoding_of
from points.ledger import actions as points
from points.ledger import funds
from points.ledger.entries import PRIZES
from points.models import Fund, Wallet

MOST = 500
#: First cells of a line that names its columns instead of a winner.
HEADERS = ("code", "people_code", "company_code")


class Row(NamedTuple):
    """A line of the list: its number from 1, a code, and which size or colour where there are any."""

    number: int
    code: str
    variant: str = ""


class Winner(NamedTuple):
    """Who receives, and through whom: a person, or a company by its manager."""

    person: Person
    company: Company
    variant_id: int | None


class Seen(NamedTuple):
    """A row before anything happens: who, for how many points, and everything that stands in the way."""

    row: Row
    winner: Winner | None
    points: int
    problems: tuple[Refused, ...]


class Preview(NamedTuple):
    """The whole list, and whether the fund reaches."""

    reward: Reward
    rows: Sequence[Seen]
    points: int
    held: int

    @property
    def good(self) -> int:
        """How many would be given."""
        return sum(not one.problems for one in self.rows)


def read(text: str) -> list[Row]:
    """Lines of `code` or `code;variant`; empty ones and a line of column names are left out."""
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        cells = [cell.strip().strip('"') for cell in re.split(r"[;,\t]", line.lstrip("\ufeff"))]
        if cells[0] and cells[0].casefold() not in HEADERS:
            found.append(Row(number, cells[0][:60], cells[1][:40] if len(cells) > 1 else ""))
    if not found:
        raise refusals.NoWinners
    if len(found) > MOST:
        raise refusals.TooManyWinners(most=MOST)
    return found


def text_of(data: bytes) -> str:
    """A file's text, whatever it was saved as."""
    return data.decode(encoding_of(data), errors="replace")


def preview(reward_id: int, rows: Sequence[Row], at: datetime) -> Preview:
    """Look at every row without doing anything."""
    reward, seen = reward_or_refusal(reward_id), []
    left = _stock(reward)
    for row, found in zip(rows, _winners(reward, rows, at), strict=True):
        if isinstance(found, Refused):
            seen.append(Seen(row, None, 0, (found,)))
            continue
        price, problems = _look(reward, found, at)
        if not problems:
            problems = _taken(reward, found.variant_id, left)
        seen.append(Seen(row, found, price, tuple(problems)))
    return Preview(reward, seen, sum(one.points for one in seen if not one.problems), funds.held())


def give(
    title: str, reason: str, reward_id: int, rows: Sequence[Row], request_id: str, at: datetime, by: str
) -> GroupAward:
    """Give a reward to each winner who may have it; the award's lines say what became of each.

    The same request is the same award. Raises AwardIncomplete, NoWinners, RewardUnknown.
    """
    if not title.strip() or not reason.strip():
        raise refusals.AwardIncomplete
    if not rows:
        raise refusals.NoWinners
    reward = reward_or_refusal(reward_id)
    award_id = _begin(title.strip()[:120], reason.strip()[:300], reward_id, request_id, at, by)
    if award_id is None:
        return _known(request_id, reward_id)
    award = session.get_one(GroupAward, award_id)
    found = _winners(reward, rows, at)
    _hold(reward, [one for one in found if isinstance(one, Winner)], at)
    lines = [_line(award, reward, row, one, at, by) for row, one in zip(rows, found, strict=True)]
    session.execute(insert(GroupAwardLine), lines)
    given = sum(one["order_id"] is not None for one in lines)
    facts = {"reward": reward.code, "given": given, "not_given": len(lines) - given}
    audit.record(by, "catalog.award", ("group_award", award_id), at, facts)
    return award


def _begin(title: str, reason: str, reward_id: int, request_id: str, at: datetime, by: str) -> int | None:
    """The award's row, which is also the request's key; None where it is known."""
    row = {"title": title, "reason": reason, "reward_id": reward_id, "at": at, "by": by}
    fresh = insert(GroupAward).values(request_id=request_id, **row)
    found = session.execute(
        fresh.on_conflict_do_nothing(index_elements=[GroupAward.request_id]).returning(GroupAward.id)
    ).scalar_one_or_none()
    return None if found is None else int(found)


def _known(request_id: str, reward_id: int) -> GroupAward:
    award = session.scalars(select(GroupAward).where(GroupAward.request_id == request_id)).one()
    if award.reward_id != reward_id:
        raise rules.OtherOrder
    return award


def _line(
    award: GroupAward, reward: Reward, row: Row, found: Winner | Refused, at: datetime, by: str
) -> dict[str, Any]:
    """Give it, or write why not."""
    said: dict[str, Any] = {"award_id": award.id, "row": row.number, "code": row.code, "order_id": None}
    try:
        if isinstance(found, Refused):
            raise found
        with session.begin_nested():
            return {**said, "order_id": _give(award, reward, row, found, at, by), "sentence": "", "facts": {}}
    except Refused as refused:
        facts = {name: _plain(value) for name, value in refused.facts.items()}
        return {**said, "sentence": refused.sentence, "facts": facts}


def _give(award: GroupAward, reward: Reward, row: Row, winner: Winner, at: datetime, by: str) -> int:
    """Points from the fund to the wallet, then the order that holds them."""
    person, company, variant_id = winner.person.id, winner.company.id, winner.variant_id
    price = make_sure(Want(reward.id, 1, variant_id), person, company, None, at).price
    reference = f"award:{award.id}:{row.number}"
    if price:
        wallet_id = ordering.wallet_for(reward.beneficiary, person, company, at)
        facts = {"title": {"fr": award.title, "en": award.title}, "award": award.id, "for": award.reason}
        points.fund_escrow(f"award:{award.id}", price, f"{reference}:fund", at, by)
        points.pay_from_escrow(f"award:{award.id}", [(wallet_id, price, reference)], at, by, facts)
    placed = fulfilling.order(person, company, reward.id, 1, reference, at, by, price, variant_id=variant_id)
    placed.award_id = award.id
    session.flush()
    messages.tell_awarded(placed, reward, award, at)
    return placed.id


def _winners(reward: Reward, rows: Sequence[Row], at: datetime) -> list[Winner | Refused]:
    """For each row who receives, or why nobody does."""
    codes = {row.code for row in rows}
    named = messages.spoken(reward)
    variants = {
        one.code: one.id
        for one in session.scalars(select(RewardVariant).where(RewardVariant.reward_id == reward.id))
    }
    people = accounts.people_by_code(codes) if reward.beneficiary == "person" else {}
    firms = accounts.companies_by_code(codes) if reward.beneficiary == "company" else {}
    first: dict[str, int] = {}
    found: list[Winner | Refused] = []
    for row in rows:
        before = first.setdefault(row.code, row.number)
        if before != row.number:
            found.append(refusals.NamedTwice(line=before))
        elif row.variant and row.variant not in variants:
            found.append(refusals.NoSuchVariant(name=named, variant=row.variant))
        elif reward.beneficiary == "company":
            found.append(_firm(firms.get(row.code), row.code, variants.get(row.variant), at))
        else:
            found.append(_person(people.get(row.code), row.code, variants.get(row.variant), at))
    return found


def _person(person: Person | None, code: str, variant_id: int | None, at: datetime) -> Winner | Refused:
    if person is None:
        return refusals.NobodyOfCode(code=code)
    company = accounts.employer_on(person.id, local_day(at))
    return Winner(person, company, variant_id) if company else rules.NoCompany()


def _firm(company: Company | None, code: str, variant_id: int | None, at: datetime) -> Winner | Refused:
    """A company's reward is ordered in the name of its manager, who reads of it."""
    if company is None:
        return refusals.NoFirmOfCode(code=code)
    managers = managers_of(company.id, local_day(at))
    if not managers:
        return refusals.NobodySigns(name=company.name)
    return Winner(session.get_one(Person, min(managers)), company, variant_id)


def _hold(reward: Reward, winners: Iterable[Winner], at: datetime) -> None:
    """Hold the fund, then the wallets by id, before anything scarce is touched (SQLite has one writer)."""
    session.execute(select(Fund.name).where(Fund.name == PRIZES).with_for_update())
    mine = sorted(
        {ordering.wallet_for(reward.beneficiary, one.person.id, one.company.id, at) for one in winners}
    )
    session.execute(select(Wallet.id).where(Wallet.id.in_(mine)).order_by(Wallet.id).with_for_update())


def _look(reward: Reward, winner: Winner, at: datetime) -> tuple[int, list[Refused]]:
    """What it would cost, and every obstacle."""
    person, company = winner.person.id, winner.company.id
    standing = standing_for(reward, person, company, at)
    problems = obstacles(standing, reward.value_cents, reward.form, reward.nature)
    try:
        return make_sure(Want(reward.id, 1, winner.variant_id), person, company, None, at).price, problems
    except Refused as refused:
        return 0, [refused, *problems]


def _stock(reward: Reward) -> dict[int | None, int]:
    """Pieces left: of the reward, or of each variant; what is without limit is left out."""
    left: dict[int | None, int] = {one.id: one.stock for one in reward.variants if one.stock is not None}
    if reward.stock is not None:
        left[None] = reward.stock
    return left


def _taken(reward: Reward, variant_id: int | None, left: dict[int | None, int]) -> list[Refused]:
    if variant_id not in left:
        return []
    left[variant_id] -= 1
    return [rules.SoldOut(name=messages.spoken(reward))] if left[variant_id] < 0 else []


def lines_of(award_id: int) -> Sequence[GroupAwardLine]:
    """What became of each row."""
    wanted = select(GroupAwardLine).where(GroupAwardLine.award_id == award_id).order_by(GroupAwardLine.row)
    return session.scalars(wanted).all()


def orders_of(award_id: int) -> dict[int, Order]:
    """The orders of an award, by id."""
    return {one.id: one for one in session.scalars(select(Order).where(Order.award_id == award_id))}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
