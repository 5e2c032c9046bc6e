"""Who sees a reward, who sees it greyed with the reason, and who never hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.rules.prices import Who
from catalog.rules.refusals import NotForYou, TierNeeded
from core.rules import Refused


@dataclass(frozen=True)
class Audience:
    """Whom a reward is for: any of the codes in each list; an empty list is everybody."""

    kinds: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    #: the lowest of these opens it, and every tier above
    tiers: frozenset[str] = frozenset()
    #: one of these was bought within twelve months (S003-67)
    ranges: frozenset[str] = frozenset()
    #: what those whose tier is too low see: `grey` with the reason, or `hide`
    locked: str = "grey"


def audience_of(stored: Mapping[str, Any]) -> Audience:
    """What a reward's `audience` column says."""
    lists = {name: frozenset(stored.get(name) or ()) for name in ("kinds", "segments", "tiers", "ranges")}
    return Audience(**lists, locked=stored.get("locked") or "grey")


def hindrance(
    audience: Audience, who: Who, nature: str = "", professional_only: bool = False
) -> Refused | None:
    """Why somebody may not have a reward: NotForYou (never shown), TierNeeded (greyed), None: they may.

    TierNeeded speaks in the scheme's own measure: cents, points or acts.
    """
    if professional_only and nature == "personal":
        return NotForYou()
    if (
        (audience.kinds and who.company_kind not in audience.kinds)
        or (audience.segments and not audience.segments & who.segments)
        or (audience.ranges and not audience.ranges & who.ranges)
    ):
        return NotForYou()
    if not audience.tiers or who.tier in audience.tiers:
        return None
    return _tier(audience, who)


def _tier(audience: Audience, who: Who) -> Refused | None:
    """The lowest tier that opens it; each brings what those below bring."""
    codes = [code for code, _ in who.ladder]
    opening = next((place for place, code in enumerate(codes) if code in audience.tiers), None)
    if opening is None:
        return NotForYou()
    if who.tier in codes and codes.index(who.tier) >= opening:
        return None
    if audience.locked == "hide":
        return NotForYou()
    code, start = who.ladder[opening]
    return TierNeeded(tier=code, start=start, lacks=max(start - who.figure, 0))
