"""Prizes that are rewards: ordered for the winner with the points that the prize has just paid.

Each order stands in a savepoint of its own, in the payment's transaction: where the law or the stock
refuses it, the winner keeps the points and finds the reward in the cart; winner and staff read why.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts import queries as accounts
from catalog import fulfilling
from catalog.models import Order, Reward
from catalog.orders import drafts
from catalog.orders.wants import Want, make_sure
from challenges.life.recipients import people_of, subjects
from challenges.life.telling import tell_kept
from challenges.models import Award, Challenge
from challenges.rules.states import NobodyToOrder, RewardDearer, RewardGone
from core import audit
from core.audit import AuditLine
from core.clock import local_day
from core.database import session
from core.rules import Refused

KEPT = "challenges.keep_points"


class Ordered(NamedTuple):
    """What became of a prize that is a reward."""

    award_id: int
    reward: str
    order_id: int | None
    #: why the winner has the points instead: a sentence and its facts; empty where it was ordered
    sentence: str
    facts: Mapping[str, Any]
    #: where it waits in the winner's cart; None where it does not
    draft_id: int | None = None


class Winner(NamedTuple):
    """Who receives a prize, and for which company; what it is."""

    person_id: int
    company_id: int
    reward: Reward


def order_all(challenge: Challenge, rows: Sequence[Mapping[str, Any]], at: datetime, by: str) -> int:
    """Order the reward of each award that names one; how many were ordered. Rows carry their award's id."""
    wanted = [one for one in rows if one["reward"] and one["points"] > 0]
    people = people_of({one["entrant_id"] for one in wanted}, at)
    who = subjects({one["entrant_id"] for one in wanted})
    ordered = 0
    for one in sorted(wanted, key=lambda it: it["id"]):
        winner: Winner | None = None
        request = request_of(challenge.id, one["id"])
        try:
            winner = _winner(one, who[one["entrant_id"]], people.get(one["entrant_id"], []), at)
            with session.begin_nested():
                _order(one, winner, request, at, by)
            ordered += 1
        except Refused as refused:
            facts = {"challenge": challenge.id, "reward": one["reward"], "why": refused.sentence}
            facts["facts"] = {name: _plain(value) for name, value in refused.facts.items()}
            audit.record(by, KEPT, ("award", one["id"]), at, facts)
            if winner is not None:
                _offer(challenge, winner, request, refused, at, by)
    return ordered


def request_of(challenge_id: int, award_id: int) -> str:
    """The request id of a prize's order: it says what for, and asked twice it is once."""
    return f"prize:{award_id}:challenge:{challenge_id}"


def outcome_of(challenge_id: int) -> dict[int, Ordered]:
    """By award: the order that was placed, or why the winner has the points."""
    awards = session.execute(
        select(Award.id, Award.reward).where(Award.challenge_id == challenge_id, Award.reward != "")
    ).all()
    if not awards:
        return {}
    # orders from before prizes said their challenge are known by their award alone
    names = {f"prize:{one.id}": one.id for one in awards}
    names |= {request_of(challenge_id, one.id): one.id for one in awards}
    orders = session.execute(
        select(Order.request_id, Order.id, Order.state).where(Order.request_id.in_(names))
    ).all()
    placed = {names[request]: order_id for request, order_id, state in orders if state != "draft"}
    drafts = {names[request]: order_id for request, order_id, state in orders if state == "draft"}
    kept = session.scalars(
        select(AuditLine).where(
            AuditLine.verb == KEPT,
            AuditLine.subject_kind == "award",
            AuditLine.subject_id.in_([str(one.id) for one in awards]),
        )
    )
    why = {int(line.subject_id): line.facts for line in kept}
    return {
        one.id: Ordered(
            one.id,
            one.reward,
            placed.get(one.id),
            "" if one.id in placed else str(why.get(one.id, {}).get("why", "")),
            why.get(one.id, {}).get("facts", {}),
            drafts.get(one.id),
        )
        for one in awards
    }


def _winner(one: Mapping[str, Any], who: tuple[str, int], people: Sequence[int], at: datetime) -> Winner:
    """The winner: a person, or a company through its manager; raises RewardGone, NobodyToOrder."""
    kind, subject = who
    reward = session.scalars(select(Reward).where(Reward.code == one["reward"])).one_or_none()
    if reward is None:
        raise RewardGone(code=one["reward"])
    if kind == "company":
        person, company = (people[0] if people else None), subject
    else:
        employer = accounts.employer_on(subject, local_day(at))
        person, company = (subject if employer else None), (employer.id if employer else 0)
    if person is None or (kind == "company") != (reward.beneficiary == "company"):
        raise NobodyToOrder
    return Winner(person, company, reward)


def _order(one: Mapping[str, Any], winner: Winner, request: str, at: datetime, by: str) -> None:
    """Order it at the winner's own price, which the prize has to pay."""
    person, company, reward = winner
    price = make_sure(Want(reward.id, 1), person, company, None, at).price
    if price > one["points"]:
        raise RewardDearer(price=price, points=one["points"])
    fulfilling.order(person, company, reward.id, 1, request, at, by, price)


def _offer(
    challenge: Challenge, winner: Winner, request: str, refused: Refused, at: datetime, by: str
) -> None:
    """Lay it in the winner's cart, if it may lie there, and say why it is not ordered and who can act.

    Offered, never ordered later by itself: by then the points may be meant for something else.
    """
    person, company, reward = winner
    try:
        with session.begin_nested():
            drafts.draft(person, company, reward.id, 1, request, at, by)
        in_cart = True
    except Refused:
        in_cart = False
    tell_kept(challenge, person, reward, refused, in_cart, at, f"{request}:kept")


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
