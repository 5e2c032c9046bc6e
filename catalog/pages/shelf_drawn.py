"""Cards and lines of the shelf: what everybody sees of them is drawn once, one reader's words are put in."""

from collections.abc import Iterable

from flask import Blueprint
from markupsafe import Markup

from catalog.pages import shelf_words as words
from catalog.pages.picture_views import reward_sources
from catalog.shelf.cards import Card
from core.format import reader
from core.kept import filled, keeper, macro_of

PIECES = "catalog/_shelf_pieces.html"


def shelf_cards(cards: Iterable[Card], lazy: bool = True) -> Markup:
    """Cards of a grid; unless `lazy`, the browser loads the first two pictures at once."""
    draw, macro, language = keeper(), macro_of(PIECES, "shelf_card"), reader().language
    drawn = (
        (draw(macro, *_shown(one, language), one.points, one.cheaper, lazy or place > 1), one)
        for place, one in enumerate(cards)
    )
    told = (filled(piece, (words.after if one.state == "ready" else words.soon)(one)) for piece, one in drawn)
    return Markup("".join(told))  # noqa: S704 - macros drew them


def shelf_rows(cards: Iterable[Card]) -> Markup:
    """Lines of what is not within reach: why not yet, and what stands beside that."""
    draw, macro, language = keeper(), macro_of(PIECES, "shelf_row"), reader().language
    told = []
    for one in cards:
        beside = words.aside(one)
        piece = draw(macro, *_shown(one, language), one.state, beside != "")
        told.append(filled(piece, words.soon(one), beside) if beside else filled(piece, words.soon(one)))
    return Markup("".join(told))  # noqa: S704 - macros drew them


def _shown(one: Card, language: str) -> tuple[object, ...]:
    reward = one.reward
    return reward.name(language), reward.id, reward_sources(reward.picture)


def register(blueprint: Blueprint) -> None:
    """Hand them to every template."""
    for made in (shelf_cards, shelf_rows):
        blueprint.app_template_global(made.__name__)(made)
