"""What staff send about what lasts."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import Form


class UseForm(Form):
    """On which invoice a sum was used."""

    invoice = StringField(_l("Invoice or credit note"), [InputRequired(), Length(max=80)])


class RebateForm(Form):
    """Which rebate, for which year."""

    reward = SelectField(_l("Rebate"), coerce=int)
    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(2000, 2100)])
