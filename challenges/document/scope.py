"""What counts: a document's codes resolved to ids and names, when it is written and when it is sealed."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from challenges.document.problems import DocumentRefused, Problem
from challenges.document.terms import Document
from core.rules import N_
from core.text import fold
from products import queries as products

NO_RANGE = N_("“%(value)s” is not a range of the catalogue.")
NO_PRODUCT = N_("“%(value)s” is not a product of the catalogue.")


@dataclass(frozen=True)
class Scope:
    """The products that count; nothing named means all of them."""

    range_ids: tuple[int, ...]
    product_ids: tuple[int, ...]
    #: names of the ranges and products, as a sentence lists them
    names: tuple[str, ...]
    #: what one piece is called, language → (one, several); empty when there is no single word
    units: Mapping[str, tuple[str, str]] = field(hash=False)
    #: products that do not count although their range does
    excluded_ids: tuple[int, ...] = ()
    #: code of each reward that can be won → its price in points on the day the document was written or sealed
    rewards: Mapping[str, int] = field(default_factory=dict, hash=False)

    def plain(self) -> dict[str, Any]:
        """As stored."""
        return {
            "ranges": list(self.range_ids),
            "products": list(self.product_ids),
            "names": list(self.names),
            "units": {language: list(words) for language, words in self.units.items()},
            "excluded": list(self.excluded_ids),
            "rewards": dict(self.rewards),
        }

    def takes(self, range_id: int, product_id: int) -> bool:
        """Whether a product is among those named; what is excluded of them is asked apart."""
        everything = not self.range_ids and not self.product_ids
        return everything or range_id in self.range_ids or product_id in self.product_ids


def stored_scope(plain: Mapping[str, Any]) -> Scope:
    """A scope from its row."""
    units = {language: (words[0], words[1]) for language, words in plain["units"].items()}
    ids = (tuple(plain["ranges"]), tuple(plain["products"]), tuple(plain["names"]))
    return Scope(*ids, units, tuple(plain.get("excluded", ())), plain.get("rewards", {}))


def resolve(document: Document) -> Scope:
    """What counts as ids; raises DocumentRefused naming each code that stands for nothing."""
    counts = document.counts
    ranges = {fold(one.code): one for one in products.ranges()} if counts.ranges else {}
    known = products.by_reference() if counts.products or counts.excluded else {}
    problems = [
        *unknown("counts.ranges", NO_RANGE, counts.ranges, ranges),
        *unknown("counts.products", NO_PRODUCT, counts.products, known),
        *unknown("counts.excluded", NO_PRODUCT, counts.excluded, known),
    ]
    if problems:
        raise DocumentRefused(problems)
    families = [ranges[fold(code)] for code in document.ranges]
    things = [known[fold(reference)] for reference in document.products]
    units: dict[str, tuple[str, str]] = {}
    if len(families) == 1 and not things:
        spoken = {"fr": families[0].unit_fr, "en": families[0].unit_en}
        units = {language: _words(text) for language, text in spoken.items() if text}
    elif len(things) == 1 and not families:
        units = dict.fromkeys(("fr", "en"), (things[0].name, things[0].name))
    return Scope(
        tuple(sorted(one.id for one in families)),
        tuple(sorted(one.id for one in things)),
        (*(one.name for one in families), *(one.name for one in things)),
        units,
        tuple(sorted(known[fold(reference)].id for reference in counts.excluded)),
    )


def unknown(path: str, sentence: str, codes: Iterable[str], known: Container[str]) -> list[Problem]:
    """A problem for each code that is not among the known ones, which are folded."""
    return [Problem(path, sentence, {"value": code}) for code in codes if fold(code) not in known]


def filters(document: Document, scope: Scope) -> dict[str, Any]:
    """What a sale must be to count, as `sales.queries` takes it."""
    return {
        "competitor": document.competitor,
        "metric": document.metric,
        "range_ids": scope.range_ids,
        "product_ids": scope.product_ids,
        "first": document.first,
        "last": document.last,
        "date": document.dated,
    }


def _words(text: str) -> tuple[str, str]:
    """`heat pump|heat pumps` → one, several."""
    one, _, several = text.partition("|")
    return one.strip(), (several or one).strip()
