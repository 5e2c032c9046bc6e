"""Every rule in words, for pages that list them: told once for as long as all that they name stands."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from flask_babel import force_locale

from core.retold import retold
from points.rules import active_on
from points.sentences.known import KEPT, Known, known, names_in
from points.sentences.rule import order, rule_sentence
from points.sentences.words import Words, products_of, segment_names, tier_names
from products import queries as products

Names: TypeAlias = tuple[tuple[str, str], ...]


class Spoken(NamedTuple):
    """What sentences name, and each rule's sentence by its id."""

    words: Words
    said: Mapping[int, str]


def spoken() -> Spoken:
    """Every version of every rule as it stands now, in the reader's language."""
    read = known(names_in([]))
    rules = read.rules.values()
    wanted = set[int]().union(*map(products_of, rules))
    sold = {i: row.name for i, row in products.products_by_id(wanted).items()} if wanted else {}
    segments = segment_names() if any(rule.scope.segments for rule in rules) else {}
    tiers = tier_names() if any(rule.scope.tiers or rule.weights.tiers for rule in rules) else {}
    words = read.words(sold)._replace(segments=segments, tiers=tiers)
    return Spoken(words, _said(read, tuple(sold.items()), tuple(segments.items()), tuple(tiers.items())))


def printed(day: date, language: str) -> list[tuple[str, str]]:
    """(name, sentences) of every rule in force on a local day, in a language, as the terms print them."""
    with force_locale(language):
        words, said = spoken()
        rules = sorted(active_on(words.rules.values(), day), key=order)
        return [(words.names[rule.id], said[rule.id]) for rule in rules]


@retold(2 * KEPT)
def _said(read: Known, sold: tuple[tuple[int, str], ...], segments: Names, tiers: Names) -> Mapping[int, str]:
    words = read.words(dict(sold))._replace(segments=dict(segments), tiers=dict(tiers))
    return {number: rule_sentence(rule, words) for number, rule in words.rules.items()}
