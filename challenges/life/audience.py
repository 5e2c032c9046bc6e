"""Whom a challenge invites: kinds of companies, regions, segments and tiers, as they are on a day."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime

from accounts import queries as accounts
from accounts import segments
from accounts.identity import Visitor
from accounts.queries import PLAYERS, Eligible
from challenges.document.terms import Document
from challenges.life import teams
from core.clock import local_day
from points.earning import whom
from points.tiers import standings as tiers

#: Who is invited when a document names no kind of company.
RESELLERS = ("distributor", "installer")
Spells = Iterable[tuple[str, date, date | None]]


def invited(document: Document, at: datetime) -> list[Eligible]:
    """People, companies or teams of the audience between now (or the start) and the end."""
    found = competing(document, at)
    return teams.invited(document, found) if document.kind == "team" else found


def competing(document: Document, at: datetime) -> list[Eligible]:
    """People or companies of the audience; where teams compete, the companies whose people may play."""
    day = min(max(local_day(at), document.first), document.last)
    kind = "person" if document.kind == "person" else "company"
    kinds = document.company_kinds or RESELLERS
    found = accounts.eligible(kind, kinds, document.regions, day, document.last)
    belongs = belonging(document, kind, day)
    return [one for one in found if belongs(one)]


def places_left(document: Document, taken: int, fresh: Sequence[Eligible]) -> Sequence[Eligible]:
    """Of newcomers as many as the document still has places for, the lower ids first."""
    if not document.places:
        return fresh
    return sorted(fresh, key=lambda one: one.subject_id)[: max(document.places - taken, 0)]


def invites(document: Document, visitor: Visitor, day: date) -> bool:
    """Whether a visitor (or, where companies compete, theirs) belongs to the audience."""
    company = visitor.company
    if company is None or visitor.role not in PLAYERS:
        return False
    kinds = document.company_kinds or RESELLERS
    if company.kind not in kinds or (document.regions and company.region not in document.regions):
        return False
    if not document.segments and not document.tiers:
        return True
    who = whom.who_is(visitor, min(max(day, document.first), document.last))
    within = not document.segments or bool(who.segments & set(document.segments))
    return within and (not document.tiers or who.tier in document.tiers)


def belonging(document: Document, kind: str, day: date) -> Callable[[Eligible], bool]:
    """Whether somebody is in the segments and tiers that a document names."""
    if not document.segments and not document.tiers:
        return lambda one: True
    of_segment = segments.spells() if document.segments else {}
    of_tier = tiers.spells() if document.tiers else {}

    def belongs(one: Eligible) -> bool:
        within = not document.segments or _covers(of_segment.get(one.company_id, ()), document.segments, day)
        if not within or not document.tiers:
            return within
        own = of_tier.get((kind, one.subject_id), ())
        firm = of_tier.get(("company", one.company_id), ())
        return _covers(own if _covers(own, (), day) else firm, document.tiers, day)

    return belongs


def _covers(spells: Spells, codes: Collection[str], day: date) -> bool:
    """Whether a spell covers a day: one of some codes, or (without codes) any."""
    return any(
        (not codes or code in codes) and first <= day and (last is None or day <= last)
        for code, first, last in spells
    )
