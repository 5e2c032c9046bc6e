"""What staff fill in to correct a wallet."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from core.forms import Form, OnceForm


class CorrectionForm(OnceForm):
    """Points given or taken by hand."""

    points = IntegerField(
        _l("Points to give, or to take with a minus"), [InputRequired(), NumberRange(-1_000_000, 1_000_000)]
    )
    reason = StringField(_l("Reason, as the member will read it"), [InputRequired(), Length(3, 200)])

    def validate_points(self, field: Any) -> None:
        """A correction moves something."""
        if field.data == 0:
            raise ValidationError(_l("Nothing would change with 0 points."))


class OpeningForm(Form):
    """A file of balances from before the programme."""

    file = FileField(_l("File of opening balances (CSV)"), [FileRequired(_l("Choose a file first."))])


class ReversalForm(Form):
    """Why a correction is undone."""

    reason = StringField(_l("Why undo it"), [InputRequired(), Length(3, 200)])
