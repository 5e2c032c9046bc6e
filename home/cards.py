"""The club card: its number, which only this installation can make, and its QR code."""

import base64
import hashlib
import hmac
import io
from functools import lru_cache

import segno
from flask import current_app
from markupsafe import Markup

from core.settings import Settings

#: Letters after the person's number: 40 bits.
LETTERS = 8
#: Drawings that a process keeps, of some 4 kB each: one takes as long as four pages.
KEPT = 1_000


def card_number(person_id: int) -> str:
    """12-K7QH3ZPA: a person's number and letters that nobody can guess."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.new(secret, f"club-card:{person_id}".encode(), hashlib.sha256).digest()
    return f"{person_id}-{base64.b32encode(digest).decode()[:LETTERS]}"


def person_of(card: str) -> int | None:
    """Whose card a number is; None for a number that is none of ours."""
    number = card.strip().upper().partition("-")[0]
    if not number.isdecimal() or len(number) > 12:
        return None
    person_id = int(number)
    return person_id if hmac.compare_digest(card_number(person_id), card.strip().upper()) else None


def card_code(card: str) -> Markup:
    """The QR code that opens the card's check page, as an inline drawing."""
    settings: Settings = current_app.config["SETTINGS"]
    return _drawn(f"{settings.base_url.rstrip('/')}/staff/card/{card}")


@lru_cache(maxsize=KEPT)
def _drawn(address: str) -> Markup:
    page = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        page, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    return Markup(page.getvalue().decode())  # noqa: S704 - drawn by segno from our own address
