"""A challenge's document: everything that was promised, and the fingerprint that is printed on the page."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

COMPETITORS = ("rep", "selling_company", "buying_company")
METRICS = ("amount", "quantity")
DATES = ("sold", "ordered", "invoiced")
JOINS = ("automatic", "choice")
TIES = ("date", "share")


@dataclass(frozen=True)
class Prize:
    """So many points for each rank of a step."""

    #: first and last rank, inclusive
    first: int
    last: int
    #: points for each of these ranks
    points: int

    @property
    def ranks(self) -> str:
        """As a file writes it: `1` or `4-10`."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def total(self) -> int:
        """Points that the whole step may cost."""
        return self.points * (self.last - self.first + 1)


@dataclass(frozen=True)
class Document:
    """A challenge as its file says it; companies, ranges and products by their codes."""

    code: str
    title_fr: str
    title_en: str
    #: one sentence: what to do
    text_fr: str
    text_en: str
    #: a picture below static/img, e.g. `demo/pac.webp`; empty for none
    picture: str
    #: one of COMPETITORS
    competitor: str
    #: one of METRICS
    metric: str
    #: codes of the ranges and references of the products that count; both empty: everything counts
    ranges: tuple[str, ...]
    products: tuple[str, ...]
    #: which date of a sale must lie in the window
    dated: str
    #: first and last local day, inclusive
    first: date
    last: date
    #: kinds of companies and regions invited; empty for all but the sponsor, for all
    company_kinds: tuple[str, ...]
    regions: tuple[str, ...]
    join: str
    #: days before the start from which members see it
    announce_days: int
    #: days after the end during which a score may be contested
    contest_days: int
    prizes: tuple[Prize, ...]
    ties: str
    open_scores: bool
    open_names: bool

    @property
    def kind(self) -> str:
        """What competes: a person or a company."""
        return "person" if self.competitor == "rep" else "company"

    @property
    def pot(self) -> int:
        """Points that all prizes together may cost; ties never cost more (they share)."""
        return sum(prize.total for prize in self.prizes)

    @property
    def days(self) -> int:
        """Length of the window in days."""
        return (self.last - self.first).days + 1

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

    def plain(self) -> dict[str, Any]:
        """As stored: nested as in the file, dates as ISO text, only what JSON knows."""
        return {
            "code": self.code,
            "picture": self.picture,
            "competitor": self.competitor,
            "metric": self.metric,
            "join": self.join,
            "ties": self.ties,
            "announce_days": self.announce_days,
            "contest_days": self.contest_days,
            "title": {"fr": self.title_fr, "en": self.title_en},
            "text": {"fr": self.text_fr, "en": self.text_en},
            "window": {"from": self.first.isoformat(), "to": self.last.isoformat()},
            "counts": {"ranges": list(self.ranges), "products": list(self.products), "date": self.dated},
            "audience": {"company_kinds": list(self.company_kinds), "regions": list(self.regions)},
            "visibility": {"open_scores": self.open_scores, "open_names": self.open_names},
            "prize": [{"ranks": prize.ranks, "points": prize.points} for prize in self.prizes],
        }

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
