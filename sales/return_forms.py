"""What people fill in about a return."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from core.forms import Form, OnceForm
from sales.forms import MOST_CENTS, read_cents


class ReturnForm(OnceForm):
    """What came back of a sale, and why."""

    units = IntegerField(validators=[InputRequired(), NumberRange(1)], widget=HiddenInput())
    amount = StringField(
        _l("Amount that comes back, without tax"), [InputRequired(_l("Type the amount.")), Length(max=20)]
    )
    day = DateField(_l("Day on which it came back"), [InputRequired(_l("Choose the day."))])
    reason = TextAreaField(
        _l("Reason, for whoever asks later"), [DataRequired(_l("Say why.")), Length(max=300)]
    )

    def validate_amount(self, field: StringField) -> None:
        """An exact amount; nothing may come back for nothing."""
        typed = (field.data or "").strip()
        if not 0 <= self.cents() <= MOST_CENTS or (not self.cents() and typed.strip("0,.€ ")):
            raise ValidationError(_("Write the amount like 11480,00."))

    def cents(self) -> int:
        """The amount, in cents."""
        return read_cents(self.amount.data or "")


class ChoiceForm(Form):
    """Which sale a return means."""

    #: what was read: the content of the file's row
    agreed = HiddenField(validators=[Length(max=40)])
    sale = RadioField(
        _l("The sale that came back"), coerce=int, validators=[InputRequired(_l("Choose the sale."))]
    )

    def offer(self, sales: list[tuple[int, str]]) -> Any:
        """Let these be chosen."""
        self.sale.choices = sales
        return self


class RefuseReturnForm(Form):
    """Why a return is refused."""

    agreed = HiddenField(validators=[Length(max=40)])
    reason = TextAreaField(
        _l("Reason, for whoever asks later"), [DataRequired(_l("Say why.")), Length(max=300)]
    )
