"""Founds the demo's network: companies, people, mandates, portfolios, passwords, what the law asks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from accounts import actions, passwords, sessions
from compliance import actions as law
from core.database import transaction
from seeds.people import CAST, SPONSOR_CODE, Firm, Member, firms, members

BY = "demo"
#: Distributors whose management has not accepted personal rewards yet: their people earn, and cannot order.
SILENT = ("D07", "D10")
#: A person's legal status was asked for on joining; these few have not answered.
UNKNOWN_EVERY = 13


@dataclass(frozen=True)
class Cast:
    """Who takes part, with their keys in the database."""

    firms: list[Firm]
    members: list[Member]
    company_ids: dict[str, int]
    person_ids: dict[str, int]

    def person(self, code: str) -> int:
        """A person's id by code."""
        return self.person_ids[code]


def found(random: Random, began: date, at: datetime, password: str) -> Cast:
    """Write the network down, as of its first day."""
    everywhere = firms(random)
    people = members(random, everywhere)
    with transaction():
        company_ids = {one.code: _company(one, at) for one in everywhere}
    with transaction():
        person_ids = {one.code: _person(one, company_ids[one.firm], began, at) for one in people}
        _portfolios(everywhere, company_ids, person_ids, began, at)
    hashed = passwords.hash_password(password)
    with transaction():
        for person_id in person_ids.values():
            sessions.store_hash(person_id, hashed, at, BY)
    return Cast(everywhere, people, company_ids, person_ids)


def satisfy_the_law(cast: Cast, terms_id: int, start: date, at: datetime) -> None:
    """Statuses, employers' consents and accepted terms, for most: the rest waits for a decision."""
    until = start + timedelta(days=3 * 365)
    with transaction():
        for firm in cast.firms:
            if firm.kind != "sponsor" and firm.code not in SILENT:
                law.record_consent(
                    cast.company_ids[firm.code],
                    True,
                    f"Direction {firm.name}",
                    at,
                    BY,
                    yearly_cap_cents=150_000,
                )
        for n, one in enumerate(cast.members):
            if one.firm == SPONSOR_CODE:
                continue
            kind = "employee_commercial" if one.firm.startswith("D") else "self_employed"
            if one in CAST or n % UNKNOWN_EVERY:
                law.declare_status(
                    cast.person_ids[one.code], kind, f"Attestation {one.firm}", start, until, at, BY
                )
                law.accept_terms(cast.person_ids[one.code], terms_id, one.language, at, "", "")


def _company(one: Firm, at: datetime) -> int:
    return actions.add_company(
        code=one.code,
        name=one.name,
        kind=one.kind,
        siret=one.siret,
        size=one.size,
        sector=one.sector,
        region=one.region,
        city=one.city,
        at=at,
        by=BY,
    ).id


def _person(one: Member, company_id: int, began: date, at: datetime) -> int:
    person = actions.add_person(
        code=one.code,
        email=one.email,
        first_name=one.first_name,
        last_name=one.last_name,
        language=one.language,
        shows_name=sum(map(ord, one.code)) % 5 < 2,
        at=at,
        by=BY,
    )
    actions.give_mandate(person.id, company_id, one.role, began, BY, at)
    return person.id


def _portfolios(
    everywhere: list[Firm], company_ids: dict[str, int], person_ids: dict[str, int], began: date, at: datetime
) -> None:
    keepers = [person_ids[f"P-AM{n}"] for n in (1, 2, 3)]
    regions = sorted({one.region for one in everywhere if one.kind != "sponsor"})
    for one in everywhere:
        if one.kind != "sponsor":
            keeper = keepers[regions.index(one.region) % len(keepers)]
            actions.add_to_portfolio(keeper, company_ids[one.code], began, BY, at)
