"""Lines of my orders: what a line says is drawn once, and again when the order moves."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from catalog import rules
from catalog.pages.picture_views import reward_thumbnail
from core.assets import static_url
from core.format import reader
from core.kept import keeper, macro_of


def order_lines(rows: Iterable[Any]) -> Markup:
    """Rows of `seen.orders_of`, drawn."""
    draw, macro, english = keeper(), macro_of("catalog/_orders.html", "order_line"), reader().language == "en"
    drawn = (
        draw(
            macro,
            one,
            one.name_en if english else one.name_fr,
            reward_thumbnail(one.picture) or static_url("img/gift.svg"),
            one.state in rules.OPEN,
        )
        for one in rows
    )
    return Markup("".join(drawn))  # noqa: S704 - a macro drew them
