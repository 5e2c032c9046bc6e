"""Keeping the catalogue: rewards are added, changed, restocked, taken off; a person chooses a goal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from catalog import messages, rules
from catalog.counting import book, ever_received, taken
from catalog.models import Goal, Order, Reward, RewardVariant
from catalog.models.rewards import found_by
from catalog.rules import details as kinds
from catalog.rules.keeping import CountedByCodes, CountedByVariant, KindFixed
from catalog.rules.kinds import FAMILY_OF, NATURE_OF
from compliance.rules import FORMS
from core import audit
from core.database import insert, session

#: What may be written, and what a new reward gets where nothing is said.
COLUMNS: dict[str, Any] = {
    "code": "",
    "name_fr": "",
    "name_en": "",
    "about_fr": "",
    "about_en": "",
    "benefit_fr": "",
    "benefit_en": "",
    "category": "",
    "kind": "",
    "family": "",
    "nature": "",
    "drivers": [],
    "form": "",
    "beneficiary": "person",
    "picture": "",
    "price_points": 0,
    "cost_cents": 0,
    "perceived_cents": None,
    "low_stock": None,
    "delay_days": 5,
    "valid_days": None,
    "supplier_id": None,
    "audience": {},
    "details": {},
    "starts_on": None,
    "ends_on": None,
}
CHOICES = {
    "category": rules.CATEGORIES,
    "kind": rules.KINDS,
    "family": rules.FAMILIES,
    "nature": rules.NATURES,
    "form": FORMS,
    "beneficiary": rules.BENEFICIARIES,
}
#: The least that a figure may be; those that may be missing are None then.
LEAST = {
    "price_points": 0,
    "cost_cents": 0,
    "delay_days": 0,
    "perceived_cents": 0,
    "low_stock": 0,
    "valid_days": 1,
}
OPTIONAL = ("perceived_cents", "low_stock", "valid_days")


def add_reward(*, at: datetime, by: str, stock: int | None = None, **columns: Any) -> Reward:
    """Put a reward in the catalogue; no stock means without limit.

    Raises RewardIncomplete, DetailsWrong, CompaniesOnly, NeverFree, CodeTaken.
    """
    values = {**COLUMNS, **columns}
    values["family"] = values["family"] or FAMILY_OF.get(values["kind"], "")
    # what a company's points buy is for the business, unless somebody says otherwise (B1)
    usual = "professional" if values["beneficiary"] == "company" else NATURE_OF.get(values["kind"], "")
    values["nature"] = values["nature"] or usual
    values["details"] = kinds.completed(values["kind"], values["details"], values["cost_cents"])
    _check(values)
    if stock is not None and stock < 0:
        raise rules.RewardIncomplete(column="stock")
    if kinds.counted_by_codes(values["kind"], values["details"]):
        stock = 0  # until codes come in
    reward_id = session.execute(
        insert(Reward)
        .values(**values, stock=stock, received=stock)
        .on_conflict_do_nothing(index_elements=[Reward.code])
        .returning(Reward.id)
    ).scalar_one_or_none()
    if reward_id is None:
        raise rules.CodeTaken(code=values["code"])
    audit.record(
        by, "catalog.add_reward", ("reward", reward_id), at, {"code": values["code"], "stock": stock}
    )
    return session.get_one(Reward, reward_id)


def change_reward(reward_id: int, at: datetime, by: str, **columns: Any) -> list[str]:
    """Bring columns in line (orders placed keep theirs); the names of those that changed."""
    reward = reward_or_refusal(reward_id)
    before = {name: getattr(reward, name) for name in COLUMNS}
    wanted = {**before, **columns}
    if "details" in columns or "kind" in columns:
        columns["details"] = kinds.completed(wanted["kind"], wanted["details"], wanted["cost_cents"])
    _check({**before, **columns})
    changed = {name: value for name, value in columns.items() if before[name] != value}
    if "kind" in changed and session.execute(select(exists().where(Order.reward_id == reward_id))).scalar():
        raise KindFixed(name=messages.spoken(reward))
    if "code" in changed and _code_exists(changed["code"]):
        raise rules.CodeTaken(code=changed["code"])
    if changed:
        words = found_by({**before, **columns})
        session.execute(update(Reward).where(Reward.id == reward_id).values(**changed, search_key=words))
        now_by_codes = kinds.counted_by_codes(wanted["kind"], wanted["details"])
        if now_by_codes and not kinds.counted_by_codes(before["kind"], before["details"]):
            empty = {"stock": 0, "received": taken(Reward)}
            session.execute(update(Reward).where(Reward.id == reward_id).values(**empty))
        facts = {name: [_plain(before[name]), _plain(value)] for name, value in changed.items()}
        audit.record(by, "catalog.change_reward", ("reward", reward_id), at, facts)
    return sorted(changed)


def receive_stock(
    reward_id: int, pieces: int, at: datetime, by: str, note: str = "", shown: str | None = None
) -> int:
    """Take in pieces (or out, with a minus); gives a reward without limit its first count. The stock then.

    `shown` is what the page said was ever received (empty for without limit): sent twice, it acts once.
    """
    if shown is not None and shown != ever_received(Reward, reward_id):
        raise rules.StockMoved
    if session.execute(select(exists().where(RewardVariant.reward_id == reward_id))).scalar():
        raise CountedByVariant(name=messages.spoken(reward_or_refusal(reward_id)))
    _refuse_coded(reward_id)
    left = book(Reward, reward_id, pieces)
    facts = {"pieces": pieces, "stock": left, "note": note[:300]}
    audit.record(by, "catalog.receive_stock", ("reward", reward_id), at, facts)
    return left


def lift_limit(reward_id: int, at: datetime, by: str) -> None:
    """Stop counting pieces: from now on there is always one."""
    _refuse_coded(reward_id)
    session.execute(update(Reward).where(Reward.id == reward_id).values(stock=None, received=None))
    audit.record(by, "catalog.lift_limit", ("reward", reward_id), at)


def retire(reward_id: int, at: datetime, by: str) -> None:
    """Take a reward off the catalogue; orders under way go on. Twice is once."""
    won = session.execute(
        update(Reward)
        .where(Reward.id == reward_id, Reward.retired_at.is_(None))
        .values(retired_at=at)
        .returning(Reward.id)
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, "catalog.retire", ("reward", reward_id), at)


def bring_back(reward_id: int, at: datetime, by: str) -> None:
    """Put a retired reward back in the catalogue. Twice is once."""
    won = session.execute(
        update(Reward)
        .where(Reward.id == reward_id, Reward.retired_at.is_not(None))
        .values(retired_at=None)
        .returning(Reward.id)
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, "catalog.bring_back", ("reward", reward_id), at)


def set_goal(person_id: int, reward_id: int, at: datetime) -> None:
    """Choose the reward a person saves for; raises RewardClosed for one that is no longer there."""
    reward = reward_or_refusal(reward_id)
    if reward.retired_at is not None:
        raise rules.RewardClosed(name=messages.spoken(reward))
    session.execute(
        insert(Goal)
        .values(person_id=person_id, reward_id=reward_id, set_at=at)
        .on_conflict_do_update(index_elements=[Goal.person_id], set_={"reward_id": reward_id, "set_at": at})
    )
    audit.record(audit.by(person_id), "catalog.set_goal", ("reward", reward_id), at)


def drop_goal(person_id: int, at: datetime) -> None:
    """Save for nothing in particular."""
    gone = session.execute(
        delete(Goal).where(Goal.person_id == person_id).returning(Goal.reward_id)
    ).scalar_one_or_none()
    if gone is not None:
        audit.record(audit.by(person_id), "catalog.drop_goal", ("reward", gone), at)


def reward_or_refusal(reward_id: int) -> Reward:
    """A reward as it stands now, whatever the session held; raises RewardUnknown."""
    reward = session.get(Reward, reward_id, populate_existing=True)
    if reward is None:
        raise rules.RewardUnknown
    return reward


def _refuse_coded(reward_id: int) -> None:
    reward = reward_or_refusal(reward_id)
    if kinds.counted_by_codes(reward.kind, reward.details):
        raise CountedByCodes(name=messages.spoken(reward))


def _check(values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(COLUMNS)
    if unknown:
        raise TypeError(f"a reward has no {sorted(unknown)}")
    begins, ends = values["starts_on"], values["ends_on"]
    wrong = [
        *(name for name in ("code", "name_fr", "name_en") if not str(values[name]).strip()),
        *(name for name, choices in CHOICES.items() if values[name] not in choices),
        *(name for name, least in LEAST.items() if _too_little(name, values[name], least)),
        *(["drivers"] if not set(values["drivers"]) <= set(rules.DRIVERS) else []),
        *(["ends_on"] if begins and ends and ends < begins else []),
    ]
    if wrong:
        raise rules.RewardIncomplete(column=wrong[0])
    for obstacle in kinds.obstacles(values):
        raise obstacle


def _too_little(name: str, value: int | None, least: int) -> bool:
    return name not in OPTIONAL if value is None else value < least


def _code_exists(code: str) -> bool:
    return session.execute(select(Reward.id).where(Reward.code == code)).scalar_one_or_none() is not None


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
