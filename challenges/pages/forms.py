"""The shape of what members and staff send."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form

#: Steps of prizes that the form offers; a file may hold more.
PRIZE_ROWS = 8


class EnrolmentForm(Form):
    """Nothing but the token: the address says what to join."""


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PrizeForm(PlainForm):
    """A step of the prizes."""

    ranks = StringField(_l("Rank or ranks"), [Optional(), Length(max=20)])
    points = IntegerField(_l("Points for each"), [Optional()])


class ChallengeForm(Form):
    """A challenge from what it promises to what it shows; the document's own reading judges it."""

    code = StringField(_l("Code"), [Length(max=40)])
    title_fr = StringField(_l("Title in French"), [Length(max=120)])
    title_en = StringField(_l("Title in English"), [Length(max=120)])
    text_fr = StringField(_l("What to do, in French"), [Length(max=200)])
    text_en = StringField(_l("What to do, in English"), [Length(max=200)])
    picture = SelectField(_l("Picture"))
    competitor = RadioField(
        _l("Who competes"),
        choices=[
            ("rep", _l("The people who sell")),
            ("selling_company", _l("The companies that sell")),
            ("buying_company", _l("The companies that buy")),
        ],
        default="rep",
    )
    company_kinds = MultiCheckboxField(
        _l("Kinds of companies"),
        choices=[
            ("distributor", _l("Distributors")),
            ("installer", _l("Installers")),
            ("sponsor", _l("Our own people")),
        ],
    )
    regions = MultiCheckboxField(_l("Regions"))
    join = RadioField(
        _l("Taking part"),
        choices=[("automatic", _l("Everybody invited takes part")), ("choice", _l("Each chooses to join"))],
        default="automatic",
    )
    first = DateField(_l("First day"), [Optional()])
    last = DateField(_l("Last day"), [Optional()])
    announce_days = IntegerField(_l("Announced before, in days"), [Optional()], default=7)
    contest_days = IntegerField(_l("Contestation after, in days"), [Optional()], default=5)
    metric = RadioField(
        _l("Ranked by"),
        choices=[("quantity", _l("pieces sold")), ("amount", _l("euros sold, without tax"))],
        default="quantity",
    )
    dated = RadioField(
        _l("The date that counts"),
        choices=[
            ("sold", _l("invoice if known, else order")),
            ("invoiced", _l("invoice only")),
            ("ordered", _l("order only")),
        ],
        default="sold",
    )
    ranges = MultiCheckboxField(_l("Ranges"))
    products = TextAreaField(_l("Products"), [Optional(), Length(max=4000)])
    prizes = FieldList(FormField(PrizeForm), min_entries=PRIZE_ROWS, max_entries=40)
    ties = RadioField(
        _l("At equal scores"),
        choices=[
            ("date", _l("the earlier day leads; on the same day the rank and its prizes are shared")),
            ("share", _l("the rank and its prizes are shared")),
        ],
        default="date",
    )
    open_scores = BooleanField(_l("Companies see each other’s scores"))
    open_names = BooleanField(_l("People of other companies are shown by name"))


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
