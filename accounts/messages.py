"""What this room says by mail, in the reader's language."""

from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from accounts.models import Person
from core.outbox import enqueue
from core.settings import Settings


def send_invitation(person: Person, path: str, at: datetime) -> None:
    """Invite somebody to the club."""
    with force_locale(person.language):
        _send(person, _("Welcome to %(brand)s: choose your password", brand=_brand()), "invitation", path, at)


def send_password_link(person: Person, path: str, at: datetime) -> None:
    """The link for a forgotten password."""
    with force_locale(person.language):
        _send(person, _("Your new password for %(brand)s", brand=_brand()), "password_link", path, at)


def send_password_changed(person: Person, at: datetime) -> None:
    """Tell a person that their password was changed, in case it was not they."""
    with force_locale(person.language):
        subject = _("Your password for %(brand)s was changed", brand=_brand())
        _send(person, subject, "password_changed", "/forgotten", at)


def _send(person: Person, subject: str, text: str, path: str, at: datetime) -> None:
    # the template is rendered without the page's frame: there may be no page
    body = current_app.jinja_env.get_template(f"mail/accounts/{text}.txt").render(
        person=person, brand=_brand(), url=_settings().base_url.rstrip("/") + path
    )
    enqueue(person.email, person.language, subject, body, at)


def _brand() -> str:
    return _settings().brand.name


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
