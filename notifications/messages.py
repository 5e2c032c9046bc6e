"""The envelope of a notice that leaves by mail."""

from functools import lru_cache

from flask import current_app
from flask_babel import force_locale

from core.settings import Settings

#: Stands for the page to open while the rest is drawn.
PAGE = "\ue000"


def mail_body(body: str, path: str, language: str) -> str:
    """A notice's text with the page to open and how to have fewer mails, in the reader's language."""
    settings: Settings = current_app.config["SETTINGS"]
    base = settings.base_url.rstrip("/")
    draw = _drawn.__wrapped__ if current_app.debug else _drawn
    drawn = draw(language, body, bool(path), base, settings.brand.name)
    before, here, after = drawn.rpartition(PAGE)  # the body, which may say anything, stands before it
    return f"{before}{base}{path}{after}" if path and here else drawn


@lru_cache(maxsize=1_000)
def _drawn(language: str, body: str, opens: bool, base: str, brand: str) -> str:
    """All but the page to open, which is another one for each: the same words are drawn once."""
    with force_locale(language):
        # rendered without the page's frame: there may be no page
        template = current_app.jinja_env.get_template("mail/notifications/notice.txt")
        return template.render(
            body=body, url=PAGE if opens else "", preferences=f"{base}/inbox/preferences", brand=brand
        )
