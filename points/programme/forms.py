"""What staff fill in to write a rule: one field for everything that a rule of any kind can say."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form
from points.rules import BENEFICIARIES

LIST = [Optional(), Length(max=4000)]
FIGURE = [Optional(), Length(max=16)]


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class TimesForm(PlainForm):
    """Something named, and how many times as many points it gives."""

    key = HiddenField()
    times = StringField(validators=[Optional(), Length(max=12)])


class StepForm(PlainForm):
    """From a figure on, so many points."""

    at = StringField(_l("From this figure on"), validators=FIGURE)
    points = StringField(_l("Points"), validators=FIGURE)


class RuleForm(Form):
    """A version of an earning rule; `rule_fields` says which fields a kind has."""

    kind = HiddenField()
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
    starts_on = DateField(_l("In force from"), [InputRequired()])
    ends_on = DateField(_l("Until"), [Optional()])

    points = IntegerField(_l("Points"), [Optional()])
    per = StringField(_l("For each"), FIGURE)
    measure = RadioField(
        _l("Counted in"),
        choices=[("amount", _l("euros, without tax")), ("quantity", _l("pieces"))],
        default="amount",
    )
    boost_times = StringField(_l("Times as many points"), FIGURE)
    each = RadioField(
        _l("Those points are for each"),
        [Optional()],
        choices=[("unit", _l("piece")), ("line", _l("invoice line"))],
        default="unit",
    )
    lifts = MultiCheckboxField(_l("Only on top of these rules"))
    bands = RadioField(
        _l("How the bands count"),
        choices=[
            ("marginal", _l("Each part at its own rate")),
            ("full", _l("Everything at the rate reached")),
        ],
        default="marginal",
    )
    steps = FieldList(FormField(StepForm), label=_l("Steps"))
    times_in_a_row = IntegerField(_l("Periods in a row"), [Optional()])
    at_least = StringField(_l("At least"), FIGURE)
    pair_one = MultiCheckboxField(_l("One of these ranges"), coerce=int)
    pair_other = MultiCheckboxField(_l("Together with one of these"), coerce=int)
    together = RadioField(
        _l("Together means"),
        choices=[("document", _l("on one invoice")), ("period", _l("within the period"))],
        default="document",
    )
    growth = StringField(_l("More than the reference by"), FIGURE)
    growth_on = RadioField(
        _l("What earns"),
        choices=[("whole", _l("all that was sold in the period")), ("increase", _l("the increase alone"))],
        default="whole",
    )
    act = SelectField(
        _l("Which act"),
        choices=[
            ("training", _l("Training attended")),
            ("contract", _l("A framework contract signed")),
            ("event", _l("Coming to an event")),
            ("testimonial", _l("A testimonial")),
        ],
    )
    hours = IntegerField(_l("Within so many hours of the launch"), [Optional()])
    referrer_points = IntegerField(_l("Points for whoever brought them in"), [Optional()])
    tier_credit = IntegerField(_l("Counts toward their tier as"), [Optional()])

    period = RadioField(
        _l("Counted over"),
        [Optional()],
        choices=[
            ("month", _l("a calendar month")),
            ("quarter", _l("a calendar quarter")),
            ("year", _l("a calendar year")),
            ("whole", _l("all the days of the rule")),
        ],
    )
    cap = IntegerField(_l("At most, per member and period"), [Optional()])
    incremental = BooleanField(_l("Only what exceeds the reference earns"))

    ranges = MultiCheckboxField(_l("Only these ranges"), coerce=int)
    products = TextAreaField(_l("Only these products"), LIST)
    not_ranges = MultiCheckboxField(_l("Without these ranges"), coerce=int)
    not_products = TextAreaField(_l("Without these products"), LIST)
    only_strategic = BooleanField(_l("Strategic products only"))
    sale_kind = RadioField(
        _l("Which sales"),
        choices=[
            ("", _l("all of them")),
            ("sell_in", _l("what the manufacturer invoices (sell-in)")),
            ("sell_out", _l("what is resold (sell-out)")),
        ],
        default="",
    )
    company_kinds = MultiCheckboxField(
        _l("Only these companies"),
        choices=[("distributor", _l("Distributors")), ("installer", _l("Installers"))],
    )
    segments = MultiCheckboxField(_l("Only these segments"))
    tiers = MultiCheckboxField(_l("Only these tiers"))

    times = FieldList(FormField(TimesForm), label=_l("Ranges"))
    product_times = TextAreaField(_l("Products that count more"), LIST)
    strategic_times = StringField(_l("Strategic products"), FIGURE)
    margins = TextAreaField(_l("By margin"), LIST)
    tier_times = FieldList(FormField(TimesForm), label=_l("Tiers"))
