"""The envelope of a notice that leaves by mail."""

from flask import current_app
from flask_babel import force_locale

from core.settings import Settings


def mail_body(body: str, path: str, language: str) -> str:
    """A notice's text with the page to open and how to have fewer mails, in the reader's language."""
    settings: Settings = current_app.config["SETTINGS"]
    base = settings.base_url.rstrip("/")
    with force_locale(language):
        # rendered without the page's frame: there may be no page
        template = current_app.jinja_env.get_template("mail/notifications/notice.txt")
        return template.render(
            body=body,
            url=base + path if path else "",
            preferences=f"{base}/inbox/preferences",
            brand=settings.brand.name,
        )
