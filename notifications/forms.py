"""What a person wants by mail as well."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from core.forms import Form


class PreferencesForm(Form):
    """One tick a topic; the names are those of `post.TOPICS`, but for the account's own mails."""

    challenge = BooleanField(_l("Challenges: starts, ranks, results"))
    points = BooleanField(_l("Points: what you earn, what expires"))
    order = BooleanField(_l("Orders: each step until delivery"))
    sale = BooleanField(_l("Sales that you declare: the decision"))

    @classmethod
    def ticked(cls, *chosen: tuple[str, bool]) -> "PreferencesForm":
        """With what somebody chose, topic by topic."""
        return cls(formdata=None, data=dict(chosen))

    @property
    def topics(self) -> list[str]:
        """The topics that can be chosen."""
        return [name for name in self._fields if name != "csrf_token"]
