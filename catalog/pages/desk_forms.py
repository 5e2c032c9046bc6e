"""The shape of what the desk sends about orders and about how the catalogue behaves."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from core.forms import Form


class NoteForm(Form):
    """A word to go with an order's next step."""

    note = TextAreaField(_l("A word to the person"), [Length(max=300)])


class ParcelForm(Form):
    """With whom it travels, and under which number."""

    carrier = StringField(_l("Carrier"), [Length(max=60)])
    tracking = StringField(_l("Parcel number"), [Length(max=80)])
    sent_on = DateField(_l("Sent on"), [Optional()])
    note = TextAreaField(_l("A word to the person"), [Length(max=300)], id="parcel-note")


class HandOverForm(Form):
    """Who took it, or what shows that it came."""

    proof = StringField(_l("Signed by"), [Length(max=200)])
    proof_file = FileField(_l("Delivery note, photographed or scanned"))
    note = TextAreaField(_l("A word to the person"), [Length(max=300)], id="delivery-note")


class CancelForm(Form):
    """Why, and how many pieces; `left` is how many the page showed."""

    pieces = IntegerField(_l("How many pieces"), [Optional(), NumberRange(1, 99)])
    left = HiddenField(validators=[Regexp(r"^[0-9]{0,3}$")])
    note = TextAreaField(_l("Why"), [Length(max=300)], id="cancel-note")


class SettleForm(Form):
    """What is done about something wrong, and what the person reads."""

    remedy = RadioField(_l("What you do about it"), [InputRequired(_l("Choose one"))])
    answer = TextAreaField(_l("Your answer"), [DataRequired(), Length(max=600)])


class ManyForm(Form):
    """Why several orders are cancelled or declined."""

    note = TextAreaField(_l("Why"), [DataRequired(), Length(max=300)])


class ParcelsForm(Form):
    """A morning's parcels, pasted or brought as a file."""

    carrier = StringField(_l("Carrier, where a line names none"), [Length(max=60)])
    lines = TextAreaField(_l("Paste your lines"), [Length(max=200_000)])
    file = FileField(_l("Or bring a file"))


class GridForm(Form):
    """One field an order; they are read by name."""

    carrier = StringField(_l("Carrier of these parcels"), [Length(max=60)], id="grid-carrier")
    bare = BooleanField(_l("Those left empty are on their way too, without a number"))


class SettingsForm(Form):
    """How the sponsor's catalogue behaves."""

    professional_only = BooleanField(_l("Show professional rewards only"))
    automatic = StringField(_l("Approve by themselves up to"), [InputRequired(), Length(max=20)])
    second_each = StringField(
        _l("A second pair of eyes for an order above"), [InputRequired(), Length(max=20)]
    )
    second_year = StringField(
        _l("A second pair of eyes once a person’s year is above"), [InputRequired(), Length(max=20)]
    )
    financial = IntegerField(_l("Warn when financial rewards reach"), [InputRequired(), NumberRange(0, 100)])
    reach_days = IntegerField(
        _l("A typical member reaches the cheapest reward within"), [InputRequired(), NumberRange(0, 3650)]
    )
