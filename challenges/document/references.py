"""Every code that a document names stands for something: products, rewards, segments, tiers, people."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from accounts import queries as accounts
from accounts.models import Segment
from catalog.models import Reward
from challenges.document.parts import Boost, Flash
from challenges.document.problems import DocumentRefused, Problem
from challenges.document.scope import NO_PRODUCT, NO_RANGE, Scope, resolve, unknown
from challenges.document.terms import Document
from core.database import session
from core.rules import N_
from core.text import fold
from points.models import Tier
from products import queries as products


def scope_of(document: Document) -> Scope:
    """The scope as it is sealed; raises DocumentRefused with every code that stands for nothing."""
    problems: list[Problem] = []
    scope = None
    try:
        scope = resolve(document)
    except DocumentRefused as refused:
        problems += refused.problems
    for check in (_narrower, _audience, _members, _rewards):
        problems += check(document)
    if problems or scope is None:
        raise DocumentRefused(problems)
    return replace(scope, rewards=prices_of(document))


def _narrower(document: Document) -> Iterable[Problem]:
    """Ranges and products of boosts and flashes."""
    named: list[tuple[str, Boost | Flash]] = [
        *((f"boost[{nth}]", one) for nth, one in enumerate(document.boosts, 1)),
        *((f"flash[{nth}]", one) for nth, one in enumerate(document.flashes, 1)),
    ]
    ranges = {fold(one.code) for one in products.ranges()} if any(one.ranges for _, one in named) else set()
    known = products.by_reference() if any(one.products for _, one in named) else {}
    for path, one in named:
        yield from unknown(f"{path}.ranges", NO_RANGE, one.ranges, ranges)
        yield from unknown(f"{path}.products", NO_PRODUCT, one.products, known)


def _audience(document: Document) -> Iterable[Problem]:
    if document.segments:
        kept = session.scalars(select(Segment.code).where(Segment.retired_at.is_(None)))
        sentence = N_("“%(value)s” is not a segment.")
        yield from unknown("audience.segments", sentence, document.segments, set(map(fold, kept)))
    if document.tiers:
        tiers = session.scalars(select(Tier.code).distinct())
        sentence = N_("“%(value)s” is not a tier.")
        yield from unknown("audience.tiers", sentence, document.tiers, set(map(fold, tiers)))


def _members(document: Document) -> Iterable[Problem]:
    teams = document.teams.teams if document.teams else ()
    known = accounts.people_by_code({code for team in teams for code in team.members})
    for nth, team in enumerate(teams, 1):
        for code in team.members:
            if code not in known:
                said = N_("“%(value)s” is nobody’s code.")
                yield Problem(f"teams.team[{nth}].members", said, {"value": code})


def _rewards(document: Document) -> Iterable[Problem]:
    prices, of_companies = prices_of(document), document.kind == "company"
    owners = _beneficiaries(prices)
    for nth, prize in enumerate(document.prizes, 1):
        facts = {"value": prize.reward, "price": prices.get(prize.reward, 0)}
        if prize.reward and prize.reward not in prices:
            sentence = N_("“%(value)s” is not a reward of the catalogue.")
            yield Problem(f"prize[{nth}].reward", sentence, facts)
        elif prize.reward and (owners[prize.reward] == "company") != of_companies:
            sentence = N_("“%(value)s” is not for those who compete: people and companies have their own.")
            yield Problem(f"prize[{nth}].reward", sentence, facts)
        elif prize.points < prices.get(prize.reward, 0):
            sentence = N_("must be %(price)s at least, the price of “%(value)s”; points above it are paid.")
            yield Problem(f"prize[{nth}].points", sentence, facts)


def prices_of(document: Document) -> dict[str, int]:
    """What each reward that can be won costs in points today; those that are gone are left out."""
    codes = sorted({one.reward for one in document.prizes if one.reward})
    wanted = select(Reward.code, Reward.price_points).where(Reward.code.in_(codes))
    rows = session.execute(wanted.where(Reward.retired_at.is_(None))) if codes else ()
    return {row.code: row.price_points for row in rows}


def _beneficiaries(codes: Iterable[str]) -> dict[str, str]:
    wanted = select(Reward.code, Reward.beneficiary).where(Reward.code.in_(sorted(codes)))
    return {row.code: row.beneficiary for row in session.execute(wanted)}
