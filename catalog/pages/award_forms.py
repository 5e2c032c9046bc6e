"""The shape of a group award."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from core.forms import OnceForm


class AwardForm(OnceForm):
    """What is given, to whom and why."""

    title = StringField(_l("What it is called"), [InputRequired(), Length(max=120)])
    reason = StringField(_l("Why it is given"), [InputRequired(), Length(max=300)])
    reward = SelectField(_l("Reward"))
    codes = TextAreaField(_l("Codes of the winners, one a line"), [Length(max=60_000)])
    file = FileField(_l("Or a file of them (CSV)"))
