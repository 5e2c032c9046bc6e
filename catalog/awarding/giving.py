"""One reward for each of many winners, given by the sponsor: paid from the prize fund, ordered at once.

Each winner's points come from the fund into the wallet and are held for the order in the same transaction, in
a savepoint of its own: a row that the law, the stock or the fund refuses gives nothing and says why. Rows of
the database are met as everywhere: the fund, the wallets by id, then what is scarce.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from catalog import fulfilling, messages, rules
from catalog.actions import reward_or_refusal
from catalog.awarding.lists import Row
from catalog.awarding.winners import Winner, winners
from catalog.models import GroupAward, GroupAwardLine, Reward
from catalog.orders import ordering
from catalog.orders.wants import Want, make_sure
from catalog.rules import award_refusals as refusals
from core import audit
from core.database import insert, session
from core.rules import Refused
from points.ledger import actions as points
from points.ledger.entries import PRIZES
from points.models import Fund, Wallet


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
    found = winners(reward, rows, at)
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


def _hold(reward: Reward, won: Iterable[Winner], at: datetime) -> None:
    """Hold the fund, then the wallets by id, before anything scarce is touched (SQLite has one writer)."""
    session.execute(select(Fund.name).where(Fund.name == PRIZES).with_for_update())
    mine = sorted({ordering.wallet_for(reward.beneficiary, one.person.id, one.company.id, at) for one in won})
    session.execute(select(Wallet.id).where(Wallet.id.in_(mine)).order_by(Wallet.id).with_for_update())


def lines_of(award_id: int) -> Sequence[GroupAwardLine]:
    """What became of each row."""
    wanted = select(GroupAwardLine).where(GroupAwardLine.award_id == award_id).order_by(GroupAwardLine.row)
    return session.scalars(wanted).all()


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
