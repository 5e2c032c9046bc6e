"""Addresses that newcomers open, and their QR codes, drawn here: no other site is asked."""

import io
from functools import lru_cache

import segno
from flask import current_app, url_for
from markupsafe import Markup

from core.settings import Settings

#: Drawings that a process keeps, of some 5 kB each: one takes as long as three pages.
KEPT = 200


def join_url(code: str = "") -> str:
    """The whole address of the page to join, with a code."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url.rstrip("/") + url_for("engagement.join", code=code or None)


@lru_cache(maxsize=KEPT)
def qr(address: str) -> Markup:
    """The QR code of an address, as an inline drawing on white, so that a dark page does not hide it."""
    page = io.BytesIO()
    drawn = segno.make(address, error="m", micro=False)
    drawn.save(
        page,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=3,
        light="#fff",
        svgclass="join-code",
        lineclass=None,
    )
    return Markup(page.getvalue().decode())  # noqa: S704 - drawn by segno from our own address
