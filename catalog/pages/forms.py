"""The shape of what members and the desk send about rewards and orders."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from catalog.rules import MOST_PIECES
from core.forms import Form, OnceForm

LARGEST = 10**9


class OrderForm(OnceForm):
    """How many, at the price that was shown."""

    quantity = IntegerField(_l("How many"), [InputRequired(), NumberRange(1, MOST_PIECES)], default=1)
    price = HiddenField(validators=[Regexp(r"^[0-9]{1,10}$")])


class NoteForm(Form):
    """A word to go with an order's next step."""

    note = TextAreaField(_l("A word to the person"), [Length(max=300)])


class RewardForm(Form):
    """A reward as the desk describes it."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40), Regexp(r"^[A-Za-z0-9._-]+$")])
    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=120)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=120)])
    about_fr = TextAreaField(_l("What it is, in French"), [Length(max=2_000)])
    about_en = TextAreaField(_l("What it is, in English"), [Length(max=2_000)])
    category = SelectField(_l("Category"))
    kind = SelectField(_l("How it is fulfilled"))
    form = SelectField(_l("Legal form in the register"))
    beneficiary = SelectField(_l("Who receives it"))
    price_points = IntegerField(_l("Price"), [InputRequired(), NumberRange(1, LARGEST)])
    cost = StringField(_l("Cost to you"), [InputRequired(), Length(max=20)])
    delay_days = IntegerField(
        _l("Promised delay, working days"), [InputRequired(), NumberRange(0, 365)], default=5
    )
    starts_on = DateField(_l("On offer from"), [Optional()])
    ends_on = DateField(_l("On offer until"), [Optional()])
    picture = SelectField(_l("Picture"), validate_choice=False)
    upload = FileField(_l("Or your own picture"))


class NewRewardForm(RewardForm):
    """The same, with the first stock."""

    stock = IntegerField(_l("Pieces in stock"), [Optional(), NumberRange(0, LARGEST)])


class StockForm(Form):
    """Pieces that came in or went out, beside what the page showed."""

    pieces = IntegerField(_l("Pieces received"), [InputRequired(), NumberRange(-LARGEST, LARGEST)])
    note = StringField(_l("Delivery note or reason"), [Length(max=200)])
    seen = HiddenField(validators=[Regexp(r"^([0-9]{1,15}|)$")])
