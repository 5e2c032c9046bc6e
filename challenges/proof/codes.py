"""Which codes of a document name a product, spelled as the document spells them."""

from typing import Any

from challenges.scoring.game import Game
from core.text import fold
from products import queries as products


class Codes:
    """The codes of a document, as it writes them, that name a product."""

    def __init__(self, game: Game) -> None:
        known = products.by_reference()
        self._references = {one.id: one.reference for one in known.values()}
        families = {fold(one.code): one.id for one in products.ranges()}
        self._ranges: dict[int, list[str]] = {}
        self._products: dict[int, list[str]] = {}
        for code in sorted({code for part in _parts(game) for code in part.ranges}):
            self._ranges.setdefault(families.get(fold(code), 0), []).append(code)
        named = {code for part in _parts(game) for code in (*part.products, *getattr(part, "excluded", ()))}
        for code in sorted(named):
            if fold(code) in known:
                self._products.setdefault(known[fold(code)].id, []).append(code)

    def of(self, range_id: int, product_id: int) -> dict[str, Any]:
        """Those that name this product, and its range."""
        return {"ranges": self._ranges.get(range_id, []), "products": self._products.get(product_id, [])}

    def reference(self, product_id: int) -> str:
        """A product's reference."""
        return self._references.get(product_id, str(product_id))


def _parts(game: Game) -> list[Any]:
    """Whatever of a document names products that count."""
    documents = [version.document for version in game.versions]
    return [part for document in documents for part in (document.counts, *document.flashes)]
