"""The shape of what the desk sends about a reward and what it is made of."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
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
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from core.forms import Form
from points.programme.forms import MultiCheckboxField

LARGEST = 10**9
MONEY = [Optional(), Length(max=20)]
PIECES = [Optional(), NumberRange(0, LARGEST)]
CODE = Regexp(r"^[A-Za-z0-9._-]+$", message=_l("Letters, digits, points and hyphens only."))
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class RewardForm(Form):
    """A reward as the desk describes it; its kind says which of the last fields it has."""

    kind = HiddenField()
    code = StringField(_l("Code"), [InputRequired(), Length(max=40), CODE])
    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=120)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=120)])
    about_fr = TextAreaField(_l("What it is, in French"), [Length(max=2_000)])
    about_en = TextAreaField(_l("What it is, in English"), [Length(max=2_000)])
    benefit_fr = StringField(_l("What it brings to the business, in French"), [Length(max=200)])
    benefit_en = StringField(_l("What it brings to the business, in English"), [Length(max=200)])
    category = SelectField(_l("Category"))
    family = SelectField(_l("Family"))
    nature = SelectField(_l("Nature"))
    drivers = MultiCheckboxField(_l("What makes it precious"))
    form = SelectField(_l("Legal form in the register"))
    beneficiary = SelectField(_l("Who receives it"))
    price_points = IntegerField(_l("Price"), [InputRequired(), NumberRange(0, LARGEST)])
    cost = StringField(_l("Cost to you"), [InputRequired(), Length(max=20)])
    perceived = StringField(_l("Worth in shops"), MONEY)
    low_stock = IntegerField(_l("Warn when so few are left"), PIECES)
    delay_days = IntegerField(
        _l("Promised delay, working days"), [InputRequired(), NumberRange(0, 365)], default=5
    )
    valid_days = IntegerField(_l("Valid for, days"), [Optional(), NumberRange(1, 36_500)])
    supplier_id = SelectField(_l("Supplier or partner"), coerce=int, default=0)
    starts_on = DateField(_l("On offer from"), [Optional()])
    ends_on = DateField(_l("On offer until"), [Optional()])
    picture = SelectField(_l("Picture"), validate_choice=False)
    upload = FileField(_l("Or your own picture"))

    for_kinds = MultiCheckboxField(_l("Kind of company"))
    for_segments = MultiCheckboxField(_l("Segments"))
    for_tiers = MultiCheckboxField(_l("Tiers"))
    for_ranges = MultiCheckboxField(_l("Who bought one of these within a year"))
    locked = RadioField(_l("What those below the tier see"), default="grey")

    provider = SelectField(_l("Where the card comes from"), validate_choice=False)
    face = StringField(_l("Face value"), MONEY)
    percent = StringField(_l("Discount"), [Optional(), Length(max=10)])
    ranges = MultiCheckboxField(_l("On these ranges only"))
    scale = TextAreaField(_l("Scale"), [Length(max=1_000)])
    side = RadioField(_l("Which volume counts"), default="bought", validate_choice=False)
    amount = StringField(_l("Amount"), MONEY)
    what = SelectField(_l("What it gives"), validate_choice=False)
    days = IntegerField(_l("Days to pay"), [Optional(), NumberRange(1, 365)])
    contact = StringField(_l("Whom to call or write to"), [Length(max=160)])
    unlocked = BooleanField(_l("Unlocked by the tier: it costs no points"))


class NewRewardForm(RewardForm):
    """The same, with the first stock."""

    stock = IntegerField(_l("Pieces in stock"), PIECES)


class StockForm(Form):
    """Pieces that came in or went out, beside what the page showed."""

    pieces = IntegerField(_l("Pieces received"), [InputRequired(), NumberRange(-LARGEST, LARGEST)])
    note = StringField(_l("Delivery note or reason"), [Length(max=200)])
    seen = HiddenField(validators=[Regexp(r"^([0-9]{1,15}|)$")])


class NamesForm(Form):
    """What a variant is called."""

    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=80)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=80)])


class VariantForm(NamesForm):
    """One more variant."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40), CODE])
    stock = IntegerField(_l("Pieces in stock"), PIECES)


class DateForm(Form):
    """A date with its seats, in local time."""

    starts = DateTimeLocalField(_l("Begins"), [InputRequired()], format=MOMENTS)
    ends = DateTimeLocalField(_l("Ends"), [InputRequired()], format=MOMENTS)
    closes = DateTimeLocalField(_l("Booked until"), [Optional()], format=MOMENTS)
    place = StringField(_l("Place"), [InputRequired(), Length(max=160)])
    seats = IntegerField(_l("Seats"), [InputRequired(), NumberRange(1, 10_000)])


class CallingOffForm(Form):
    """Why a date does not take place."""

    note = TextAreaField(_l("A word to those who booked"), [InputRequired(), Length(max=300)])


class HoursForm(Form):
    """Some of an expert's time, cut into hours."""

    expert = StringField(_l("Expert"), [InputRequired(), Length(max=120)])
    contact = StringField(_l("How to reach them"), [Length(max=160)])
    starts = DateTimeLocalField(_l("From"), [InputRequired()], format=MOMENTS)
    ends = DateTimeLocalField(_l("To"), [InputRequired()], format=MOMENTS)
    minutes = IntegerField(_l("Minutes each"), [InputRequired(), NumberRange(5, 480)], default=60)


class PartForm(PlainForm):
    """One thing of a bundle or a choice; empty for none."""

    part = SelectField(_l("Reward"), coerce=int, default=0)
    quantity = IntegerField(_l("Pieces"), [Optional(), NumberRange(1, 99)], default=1)


class PartsForm(Form):
    """What a bundle holds, or a choice is made from."""

    rows = FieldList(FormField(PartForm), max_entries=40)


class PriceForm(PlainForm):
    """One price for some; without points for none."""

    tier = SelectField(_l("Tier"))
    segment = SelectField(_l("Segment"))
    company_kind = SelectField(_l("Kind of company"))
    starts_on = DateField(_l("From"), [Optional()])
    ends_on = DateField(_l("Until"), [Optional()])
    points = IntegerField(_l("Points"), [Optional(), NumberRange(1, LARGEST)])


class PricesForm(Form):
    """Prices for some, tried from the top."""

    rows = FieldList(FormField(PriceForm), max_entries=40)


class FileForm(Form):
    """A file of the catalogue."""

    what = SelectField(_l("What is in it"))
    file = FileField(_l("CSV file"))
