"""The shape of what members and staff send."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form


class EnrolmentForm(Form):
    """Nothing but the token: the address says what to join."""


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FileForm(Form):
    """A challenge file."""

    file = FileField(_l("Challenge file"), [FileRequired(_l("Choose a challenge file (.toml)."))])


class StopForm(Form):
    """Why a challenge is stopped."""

    reason = StringField(
        _l("Reason, as the participants will read it"),
        [InputRequired(_l("Say why: the participants read it.")), Length(max=300)],
    )


class EdgeForm(Form):
    """Nothing but the token: the address says which step is taken."""
