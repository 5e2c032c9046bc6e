"""The shape of ideas for the catalogue, and of their answers."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.forms import Form, OnceForm


class IdeaForm(OnceForm):
    """What a member would like to see."""

    words = StringField(_l("Which reward would you like to see?"), [InputRequired(), Length(max=200)])
    why = TextAreaField(_l("What would it bring you?"), [Length(max=600)])


class IdeaAnswerForm(Form):
    """Taken or declined, with a word for its author."""

    outcome = RadioField(
        _l("What becomes of it"),
        [InputRequired(_l("Choose one"))],
        choices=[("taken", _l("Take the idea")), ("declined", _l("Decline it"))],
    )
    answer = TextAreaField(_l("Your answer"), [InputRequired(), Length(max=300)])
    code = StringField(_l("Code of the reward that it became"), [Optional(), Length(max=40)])
