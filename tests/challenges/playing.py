"""A challenge under way, made of a document changed part by part."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from challenges import actions
from challenges.life import lifecycle, rounds
from challenges.models import Award, Challenge, Participation
from core.clock import clock, day_start
from core.database import session, transaction
from points.ledger import queries as points
from sales import returns
from sales.models import SaleLine
from sales.returns import Comeback
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale
from tests.support.cast import START, Member

STARTS, ENDS = day_start(date(2026, 10, 12)), day_start(date(2026, 10, 26))
CERTIFIES = day_start(date(2026, 10, 31))


def playing(**parts: Any) -> int:
    """A launched challenge that is open at START; parts are fields of the Document."""
    made = {"places": 50, **parts}
    with transaction():
        number = actions.save_draft(replace(document(), **made), START, "shell")
        launch(number, START)
    rounds.move_due(START)
    return number


def sold(member: Member, quantity: int, day: date, product: int, **more: Any) -> Sale:
    """A rep's sale of pumps."""
    return Sale(member.company_id or 0, member.id, product, quantity, day, **more)


def count(number: int, at: datetime = START) -> None:
    """One round of the clock for an open challenge."""
    clock.freeze(max(at, clock.now()))
    with transaction():
        lifecycle.refresh(number, at)


def state(number: int) -> str:
    """Where it stands."""
    session.rollback()
    return session.get_one(Challenge, number).state


def rows(number: int) -> list[tuple[str, int]]:
    """Its awards in order: what for (with what is behind the entrant), points."""
    session.rollback()
    found = session.execute(
        select(Award.key, Award.points).where(Award.challenge_id == number).order_by(Award.id)
    )
    return [(key, some) for key, some in found]


def entrant(number: int, member: Member) -> int:
    """A person's entrant."""
    return session.scalars(
        select(Participation.entrant_id).where(
            Participation.challenge_id == number, Participation.subject_id == member.id
        )
    ).one()


def has(member: Member) -> int:
    """What a person's wallet holds to spend."""
    session.rollback()
    return points.balance(member.wallet_id).available


def escrow(number: int) -> int:
    """What is set aside for a challenge."""
    return points.escrow_balance(f"challenge:{number}")


def take_back(invoice: str, units: int, day: date = date(2026, 10, 15)) -> None:
    """A sale comes back, all of it or part of it."""
    line = session.scalars(select(SaleLine).where(SaleLine.document == invoice)).one()
    with transaction():
        said = Comeback(units, day, None, "Cassé.")
        returns.record(line.id, said, f"{invoice}/{units}", clock.now(), "shell")
