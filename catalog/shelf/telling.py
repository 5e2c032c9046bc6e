"""What the shelf says to people: the answer to an idea of theirs."""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from notifications.post import Message, tell


def tell_answered(
    suggestion_id: int, person_id: int, idea: str, taken: bool, answer: str, path: str, at: datetime
) -> None:
    """Tell somebody what became of their idea."""

    def write(language: str) -> Message:
        with force_locale(language):
            title = _("Your idea is taken: %(idea)s", idea=idea)
            if not taken:
                title = _("An answer to your idea: %(idea)s", idea=idea)
            return Message("order", title, answer, path)

    tell([person_id], write, at, reference=f"suggestion:{suggestion_id}")
