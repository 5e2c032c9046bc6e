"""My rank as an image: drawn on the server, without amounts, under the name that others see."""

import io
from datetime import datetime
from functools import cache
from typing import Any

from flask import make_response
from flask_babel import gettext as _
from PIL import Image, ImageDraw, ImageFont
from werkzeug.wrappers import Response

from accounts.identity import Visitor
from challenges.pages import words
from challenges.queries import Shown
from core import format as figures
from core.settings import ROOT
from leaderboard.rules import Line, Standings

SIZE = (1080, 1080)
MARGIN = 90
FONT = ROOT / "static" / "fonts" / "bricolage-grotesque.woff2"
CLUB, DEEP, WORDS, ACCENT, INK = "#164838", "#0f382f", "#f7f4e8", "#ffc62b", "#12302a"
#: The font is a subset: its narrow blank is drawn, others are not.
BLANKS = {"\u00a0": "\u202f"}


def name_of(mine: Line, visitor: Visitor) -> str:
    """The name that everybody may read: a person's own choice; a company or a team as it is called."""
    if mine.holder is None or mine.holder[0] == "person":
        return visitor.person.name if visitor.person.shows_name else visitor.person.pseudonym
    return mine.label


def drawn(one: Shown, standings: Standings, name: str, at: datetime) -> bytes:
    """The picture as PNG."""
    picture = Image.new("RGB", SIZE, CLUB)
    pen = ImageDraw.Draw(picture)
    rank = standings.me.rank if standings.me else 0
    pen.rounded_rectangle((MARGIN, 330, SIZE[0] - MARGIN, 800), 48, fill=ACCENT)
    _lines(pen, one.document.title(words.language()), (MARGIN, 100), 64, WORDS, 700)
    number = figures.points(rank)
    _write(pen, number, (MARGIN + 60, 345), 290, INK, 800)
    beside = MARGIN + 72 + round(_font(290, 800).getlength(number))
    _write(pen, figures.ordinal_suffix(rank), (beside, 385), 120, INK, 800)
    _write(pen, _of(standings), (MARGIN + 66, 690), 52, INK, 600)
    _write(pen, name, (MARGIN, 850), 56, WORDS, 700)
    _write(pen, words.time_words(one, at), (MARGIN, 930), 40, WORDS, 500)
    for tick in range(0, SIZE[0] - 2 * MARGIN + 1, 30):
        pen.line((MARGIN + tick, 1020, MARGIN + tick, 1040 if tick % 150 else 1050), fill=ACCENT, width=4)
    page = io.BytesIO()
    picture.save(page, "PNG", optimize=True)
    return page.getvalue()


def answer(picture: bytes, code: str) -> Response:
    """The picture as a file of its own; nobody's but the visitor's."""
    response: Response = make_response(picture)
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = f'inline; filename="{code}.png"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _of(standings: Standings) -> str:
    """Out of how many."""
    return str(_("of %(count)s", count=figures.points(standings.total)))


def _lines(pen: Any, text: str, at: tuple[int, int], size: int, fill: str, weight: int) -> None:
    """Text broken into two lines at most."""
    found, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _font(size, weight).getlength(longer) > SIZE[0] - 2 * MARGIN:
            found.append(line)
            line = word
        else:
            line = longer
    for nth, part in enumerate([*found, line][:2]):
        _write(pen, part, (at[0], at[1] + nth * round(size * 1.2)), size, fill, weight)


def _write(pen: Any, text: str, at: tuple[int, int], size: int, fill: str, weight: int) -> None:
    """One line, made smaller until it fits."""
    said = "".join(BLANKS.get(letter, letter) for letter in text)
    while _font(size, weight).getlength(said) > SIZE[0] - at[0] - MARGIN and size > 24:
        size -= 4
    pen.text(at, said, font=_font(size, weight), fill=fill)


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT), size)
    font.set_variation_by_axes([min(max(size, 12), 96), weight])
    return font
