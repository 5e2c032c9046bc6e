"""The shape of what people send about orders, carts, addresses and what went wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from catalog.rules import MOST_PIECES
from core.forms import Form, OnceForm

#: Value and words of one thing to choose from.
Options = Sequence[tuple[str, str]]
CHOOSE = _l("Choose one")
ASKED = ("variant", "session", "slot", "part", "address")


class OrderForm(OnceForm):
    """How many, of which, when and where to, at the price that was shown."""

    quantity = IntegerField(_l("How many"), [InputRequired(), NumberRange(1, MOST_PIECES)], default=1)
    price = HiddenField(validators=[Regexp(r"^[0-9]{1,10}$")])
    variant = RadioField(_l("Which one"), [InputRequired(CHOOSE)])
    session = RadioField(_l("Which date"), [InputRequired(CHOOSE)])
    slot = RadioField(_l("Which appointment"), [InputRequired(CHOOSE)])
    part = RadioField(_l("Which of these"), [InputRequired(CHOOSE)])
    address = RadioField(_l("Where to"))


def order_form(questions: Mapping[str, Options], **values: Any) -> OrderForm:
    """The form with the questions that a reward asks and their possible answers, the others taken away."""
    kept = {name: options for name, options in questions.items() if options}
    parts = {
        name: RadioField(_l("Which one"), [InputRequired(CHOOSE)])
        for name in kept
        if name.startswith("part_")
    }
    form: OrderForm = type("AskingForm", (OrderForm,), parts)(**values)
    for name in ASKED:
        if name not in kept:
            del form[name]
    for name, options in kept.items():
        form[name].choices = list(options)
        if form[name].data is None and (len(options) == 1 or name == "address"):
            form[name].data = options[0][0]
    if "slot" in kept:
        form.quantity.validators = [InputRequired(), NumberRange(1, 1)]
    return form


class CartLineForm(Form):
    """How many of a line of the cart."""

    quantity = IntegerField(_l("How many"), [InputRequired(), NumberRange(1, MOST_PIECES)])


class CheckoutForm(Form):
    """Where to; the prices that were shown come along by line."""

    address = RadioField(_l("Where to"))


class AddressForm(Form):
    """Where parcels go."""

    label = StringField(_l("What you call it"), [InputRequired(), Length(max=40)])
    recipient = StringField(_l("Who receives it"), [InputRequired(), Length(max=120)])
    lines = TextAreaField(_l("Street and number"), [DataRequired(), Length(max=240)])
    postcode = StringField(_l("Postcode"), [InputRequired(), Length(max=12)])
    city = StringField(_l("Town"), [InputRequired(), Length(max=80)])
    country = SelectField(_l("Country"))
    phone = StringField(_l("Phone, for the carrier"), [Optional(), Length(max=30)])
    favourite = BooleanField(_l("Offer this address first"))
    whose = RadioField(_l("Whose address"))


class AnswerForm(Form):
    """A yes or no to what somebody ordered, with a word."""

    note = TextAreaField(_l("A word to the person"), [Length(max=300)])


class LimitForm(Form):
    """From which price a company's manager wants to be asked; empty for never."""

    from_points = IntegerField(_l("Ask me from"), [Optional(), NumberRange(1, 10**9)])


class TroubleForm(Form):
    """What is wrong with what was delivered."""

    trouble = RadioField(_l("What is wrong"), [InputRequired(CHOOSE)])
    words = TextAreaField(_l("Tell us more"), [DataRequired(), Length(max=600)])
