"""What is not yours is not there: somebody else's objects answer 404, by every door and method (I26)."""

from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from accounts.models import Company, Mandate, Portfolio
from catalog.models import Order
from core.database import session
from tests.support import story
from tests.support.cast import Member
from tests.support.doors import Door, Porter, doors
from tests.support.stage import Stage

#: Parts of an address that name what belongs to one person, or one company.
PERSONAL = {"order_id", "notice_id", "claim_id", "sign_in_id"}
#: What an account manager sees of the companies in the own portfolio only.
OF_A_PORTFOLIO = {"company_id", "person_id"}


def _personal_doors(stage: Stage, owner: Member) -> list[Door]:
    """Doors to what belongs to a member, at real addresses."""

    def fill(rule: Rule) -> dict[str, Any] | None:
        return story.of(owner).fill(rule) if rule.arguments & PERSONAL else None

    return [door for door in doors(stage.app, fill) if door.opens_for(owner)]


def test_the_owner_finds_what_the_addresses_name(told: dict[str, Member], stage: Stage) -> None:
    """Otherwise the next test would be blind."""
    porter = Porter(stage, state="story")
    reading = [door for door in _personal_doors(stage, told["rep"]) if door.method == "GET"]
    assert reading
    assert {door: porter.knock(door, told["rep"]).status for door in reading} == dict.fromkeys(reading, 200)


@pytest.mark.parametrize("stranger", ["rival", "installer's manager"])
def test_somebody_elses_things_are_not_there(told: dict[str, Member], stage: Stage, stranger: str) -> None:
    porter = Porter(stage, state="story")
    who = told["rival"] if stranger == "rival" else told["installer"]
    found = []
    for door in _personal_doors(stage, told["rep"]):
        page = porter.knock(door, who)
        if page.status not in {403, 404} or stage.written:
            found.append(f"{door}: {page.status}")
    assert found == []


def _outside(member: Member) -> dict[str, int]:
    """A company that an account manager does not look after, and somebody who works there."""
    cared_for = select(Portfolio.company_id).where(Portfolio.person_id == member.id)
    company = session.scalar(
        select(Company.id).where(Company.id.not_in(cared_for), Company.kind == "distributor").limit(1)
    )
    assert company
    person = session.scalar(select(Mandate.person_id).where(Mandate.company_id == company).limit(1))
    assert person
    return {"company_id": company, "person_id": person}


def test_an_account_manager_finds_nobody_outside_the_portfolio(told: dict[str, Member], stage: Stage) -> None:
    porter, who = Porter(stage, state="story"), told["account_manager"]
    outside = _outside(who)

    def fill(rule: Rule) -> dict[str, Any] | None:
        fits = rule.arguments and rule.arguments <= OF_A_PORTFOLIO
        return {name: outside[name] for name in rule.arguments} if fits else None

    answers = {
        str(door): porter.knock(door, who).status for door in doors(stage.app, fill) if door.opens_for(who)
    }
    assert answers
    assert set(answers.values()) == {404}, answers


def test_no_page_of_a_company_names_an_order_of_another(told: dict[str, Member], stage: Stage) -> None:
    porter, rival = Porter(stage, state="story"), told["rival"]
    orders = session.scalars(select(Order.id).where(Order.company_id == told["rep"].company_id)).all()
    page = porter.knock(Door("GET", "/orders", "catalog.orders", frozenset()), rival)
    assert orders
    assert not [number for number in orders if f'"/orders/{number}"' in page.html]
