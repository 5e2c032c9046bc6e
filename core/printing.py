"""Pages as PDF, made by WeasyPrint: tagged (PDF/UA-1), in our own font, reaching no network.

It needs Pango, which comes with the system; where that is missing, pages offer to be printed instead.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import current_app, make_response
from werkzeug.wrappers import Response


@cache
def _engine() -> Any:
    """Loaded when a document is first asked for: it takes a second, and Pango; None without it."""
    try:
        return import_module("weasyprint")
    except OSError:
        return None


def available() -> bool:
    """Whether this machine can write PDF."""
    return _engine() is not None


def pdf(html: str, sheet: str) -> bytes:
    """A whole HTML document as PDF, dressed by a style sheet of static/print."""
    engine = _engine()
    files = engine.urls.URLFetcher(allowed_protocols=("file",))
    fonts = engine.text.fonts.FontConfiguration()
    path = Path(current_app.root_path) / "static" / "print" / sheet
    style = engine.CSS(filename=path, url_fetcher=files, font_config=fonts)
    written: bytes = engine.HTML(string=html, url_fetcher=files).write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1", font_config=fonts
    )
    return written


def download_pdf(name: str, content: bytes) -> Response:
    """A document as a file called `name`.pdf."""
    response: Response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
