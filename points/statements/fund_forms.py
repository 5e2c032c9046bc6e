"""What staff fill in to move points into the prize fund, or out of it."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import OnceForm


class FundForm(OnceForm):
    """Points, a direction, a reason."""

    way = RadioField(
        _l("What to do"),
        choices=[
            ("endow", _l("Add points to the fund")),
            ("withdraw", _l("Take points out that no challenge holds")),
        ],
        default="endow",
    )
    points = IntegerField(_l("Points"), [InputRequired(), NumberRange(1, 10**12)])
    reason = StringField(_l("Reason, kept in the fund’s history"), [InputRequired(), Length(3, 200)])
