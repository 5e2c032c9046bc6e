"""A challenge's document: everything that was promised, and the fingerprint that is printed on the page."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from challenges.document.parts import (
    METRICS,
    Boost,
    Caps,
    Collective,
    Counts,
    Duels,
    FirstTo,
    Flash,
    Late,
    Leagues,
    Metric,
    Prize,
    Step,
    Targets,
    Teams,
)
from challenges.document.plain import plain

#: What a document says that leaves these out.
EVERYTHING = Counts()
NO_CAPS = Caps()
LISTED = Late()
#: The form in which documents are written since the second one.
FORMAT = 2


@dataclass(frozen=True)
class Document:
    """A challenge as its file says it; companies, ranges, products and rewards by their codes."""

    code: str
    title_fr: str
    title_en: str
    #: one sentence: what to do
    text_fr: str
    text_en: str
    #: one of parts.COMPETITORS
    competitor: str
    #: one to MOST_METRICS
    metrics: tuple[Metric, ...]
    #: first and last local day, inclusive
    first: date
    last: date
    #: by rank; may be empty where something else can be won
    prizes: tuple[Prize, ...] = ()
    #: one of parts.PURPOSES
    purpose: str = "sales"
    #: said to everybody on the result page
    thanks_fr: str = ""
    thanks_en: str = ""
    #: a picture below static/img, e.g. `demo/pac.webp`; empty for none
    picture: str = ""
    counts: Counts = EVERYTHING
    #: kinds of companies, regions, segments and tiers invited; empty for all but the sponsor, for all
    company_kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    join: str = "automatic"
    #: most participants; 0 for no limit (then nothing may pay each participant)
    places: int = 0
    #: days before the start from which members see it
    announce_days: int = 7
    #: days after the end during which a score may be contested
    contest_days: int = 5
    ties: str = "date"
    #: least score that wins a prize by rank
    minimum: int = 1
    caps: Caps = NO_CAPS
    targets: Targets | None = None
    steps: tuple[Step, ...] = ()
    firsts: tuple[FirstTo, ...] = ()
    collective: Collective | None = None
    boosts: tuple[Boost, ...] = ()
    flashes: tuple[Flash, ...] = ()
    duels: Duels | None = None
    leagues: Leagues | None = None
    teams: Teams | None = None
    open_scores: bool = False
    open_names: bool = False
    #: last days of the window during which members do not see the general board move
    hidden_days: int = 0
    late: Late = LISTED
    on_stop: str = "nothing"

    @property
    def kind(self) -> str:
        """What competes: person, company or team."""
        return {"rep": "person", "team": "team"}.get(self.competitor, "company")

    @property
    def metric(self) -> str:
        """The one plain metric that a score is made of; `mixed` when it is points of the game."""
        only = self.metrics[0]
        return only.kind if len(self.metrics) == 1 and only.points == only.per == 1 else "mixed"

    @property
    def unit(self) -> str:
        """The unit of a score: cents, pieces, points, customers, days, bp, …; game for points of the game."""
        return METRICS.get(self.metric, "game")

    @property
    def ranges(self) -> tuple[str, ...]:
        """Codes of the ranges that count."""
        return self.counts.ranges

    @property
    def products(self) -> tuple[str, ...]:
        """References of the products that count."""
        return self.counts.products

    @property
    def dated(self) -> str:
        """Which date of a sale must lie in the window."""
        return self.counts.date

    @property
    def pot(self) -> int:
        """Points that all prizes by rank together may cost while equals share."""
        return sum(prize.total for prize in self.prizes)

    @property
    def days(self) -> int:
        """Length of the window in days."""
        return (self.last - self.first).days + 1

    @cached_property
    def weeks(self) -> tuple[tuple[date, date], ...]:
        """Its weeks, counted from the first day: first and last day of each (S004-18: 21 days give three)."""
        starts = [self.first + timedelta(days=7 * nth) for nth in range((self.days + 6) // 7)]
        return tuple((day, min(day + timedelta(days=6), self.last)) for day in starts)

    @property
    def announced_on(self) -> date:
        """First local day on which members see it."""
        return self.first - timedelta(days=self.announce_days)

    @property
    def contest_last(self) -> date:
        """Last local day on which a score may be contested; the window's last day when there are none."""
        return self.last + timedelta(days=self.contest_days)

    def title(self, language: str) -> str:
        """The title in a reader's language."""
        return self.title_en if language == "en" else self.title_fr

    def text(self, language: str) -> str:
        """What to do, in a reader's language."""
        return self.text_en if language == "en" else self.text_fr

    def thanks(self, language: str) -> str:
        """What is said at the end, in a reader's language; may be empty."""
        return self.thanks_en if language == "en" else self.thanks_fr

    def plain(self) -> dict[str, Any]:
        """As stored: nested as in the file, dates as ISO text, only what JSON knows."""
        return {"format": FORMAT, **plain(self)}

    @property
    def canonical(self) -> str:
        """The one way to write it down: JSON, keys in order, no blanks."""
        return canonical(self.plain())

    @property
    def hash(self) -> str:
        """sha256 of the canonical form, 64 hex digits."""
        return fingerprint(self.plain())


def canonical(plain: Mapping[str, Any]) -> str:
    """JSON with keys in order and no blanks."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(plain: Mapping[str, Any]) -> str:
    """sha256 of the canonical form of a stored document."""
    return hashlib.sha256(canonical(plain).encode()).hexdigest()


def short(digest: str) -> str:
    """A fingerprint as people compare it: `7F3A 91C2`."""
    return f"{digest[:4]} {digest[4:8]}".upper().strip()
