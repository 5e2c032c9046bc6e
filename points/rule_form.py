"""What staff fill in to write a rule."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form
from points.rules import BENEFICIARIES


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TimesForm(PlainForm):
    """A range and how many times as many points it gives."""

    range_id = HiddenField()
    times = StringField(validators=[Optional(), Length(max=12)])


class RuleForm(Form):
    """A version of an earning rule."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(),
            Length(max=40),
            Regexp(r"^[a-z0-9-]+\Z", message=_l("Small letters, digits and hyphens only.")),
        ],
    )
    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=120)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=120)])
    beneficiary = RadioField(
        _l("Who earns"),
        choices=[
            (BENEFICIARIES[0], _l("The person who sells")),
            (BENEFICIARIES[1], _l("The company that sells")),
            (BENEFICIARIES[2], _l("The company that buys")),
        ],
        default=BENEFICIARIES[0],
    )
    points = IntegerField(_l("Points"), [InputRequired(), NumberRange(1, 1_000_000)], default=1)
    per = StringField(_l("For each"), [InputRequired(), Length(max=16)], default="10")
    basis = RadioField(
        _l("Counted in"),
        choices=[("amount", _l("euros sold, without tax")), ("quantity", _l("pieces sold"))],
        default="amount",
    )
    ranges = MultiCheckboxField(_l("Only these ranges"), coerce=int)
    company_kinds = MultiCheckboxField(
        _l("Only these companies"),
        choices=[("distributor", _l("Distributors")), ("installer", _l("Installers"))],
    )
    times = FieldList(FormField(TimesForm))
    product_times = TextAreaField(_l("Products that count more"), [Optional(), Length(max=4000)])
    starts_on = DateField(_l("In force from"), [InputRequired()])
    ends_on = DateField(_l("Until"), [Optional()])

    def validate_ends_on(self, field: Any) -> None:
        """A rule ends after it begins."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("The last day lies before the first."))
