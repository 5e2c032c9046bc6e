"""Who receives, by the codes of a list; or why nobody does."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from accounts import queries as accounts
from accounts.models import Company, Person
from catalog import messages, rules
from catalog.awarding.lists import Row
from catalog.models import Reward, RewardVariant
from catalog.orders.placing import managers_of
from catalog.rules import award_refusals as refusals
from core.clock import local_day
from core.database import session
from core.rules import Refused


class Winner(NamedTuple):
    """Who receives, and through whom: a person, or a company by its manager."""

    person: Person
    company: Company
    variant_id: int | None


def winners(reward: Reward, rows: Sequence[Row], at: datetime) -> list[Winner | Refused]:
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
