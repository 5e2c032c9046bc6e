"""What staff fill in to prepare tiers, and from which day they hold."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.forms import Form
from points.rules.tier_checks import MOST_GRACE, MOST_MONTHS

COLOUR_WORDS = (
    ("bronze", _l("Bronze")),
    ("silver", _l("Silver")),
    ("gold", _l("Gold")),
    ("platinum", _l("Platinum")),
    ("brass", _l("Brass")),
    ("club", _l("Club green")),
    ("plain", _l("Plain")),
)


class LevelForm(PlainForm):
    """A tier; one without a name is left out."""

    code = HiddenField()
    name_fr = StringField(_l("Name in French"), [Optional(), Length(max=40)])
    name_en = StringField(_l("Name in English"), [Optional(), Length(max=40)])
    colour = SelectField(_l("Colour"), choices=COLOUR_WORDS, default="plain")
    threshold = StringField(_l("Threshold"), [Optional(), Length(max=16)])
    or_acts = IntegerField(_l("Or so many confirmed acts"), [Optional(), NumberRange(1, 999)])
    benefits = TextAreaField(_l("What it brings"), [Optional(), Length(max=2000)])


class SchemeForm(Form):
    """A draft of tiers."""

    holder = RadioField(
        _l("Who holds a tier"),
        choices=[("company", _l("Companies")), ("person", _l("People"))],
        default="company",
    )
    measure = RadioField(
        _l("What counts"),
        choices=[
            ("turnover", _l("Turnover, in euros without tax")),
            ("points", _l("Points earned, spent or not")),
            ("engagement", _l("Acts confirmed by your team")),
        ],
        default="turnover",
    )
    span = RadioField(
        _l("Counted over"),
        choices=[
            ("rolling", _l("the last months, day by day")),
            ("calendar", _l("the calendar year; kept to the end of the next")),
        ],
        default="rolling",
    )
    months = IntegerField(_l("How many months"), [InputRequired(), NumberRange(1, MOST_MONTHS)], default=12)
    downgrade = RadioField(
        _l("Who falls short goes down"),
        choices=[("one_step", _l("by one tier at most")), ("to_earned", _l("to the tier of the figure"))],
        default="one_step",
    )
    grace_days = IntegerField(
        _l("Days to catch up first"), [InputRequired(), NumberRange(0, MOST_GRACE)], default=60
    )
    levels = FieldList(FormField(LevelForm))


class PublishForm(Form):
    """From which day a draft holds."""

    starts_on = DateField(_l("In force from"), [InputRequired()])
