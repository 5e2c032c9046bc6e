"""The shape of what is sent about a result: appeals, answers, a proposal that was read, extra prizes."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from core.forms import Form, OnceForm


class AppealForm(OnceForm):
    """What somebody contests."""

    document = StringField(_l("Invoice number, if a sale is missing"), [Length(max=60)])
    words = TextAreaField(_l("What is wrong"), [InputRequired(), Length(max=600)])


class AnswerForm(Form):
    """What is answered to an appeal."""

    decision = RadioField(
        _l("Your answer"),
        choices=[("accepted", _l("Accept the appeal")), ("refused", _l("Refuse the appeal"))],
        validators=[InputRequired()],
    )
    words = TextAreaField(_l("What the participant reads"), [InputRequired(), Length(max=600)])


class CertifyForm(Form):
    """The fingerprint that was read."""

    agreed = HiddenField()


class ExtraForm(OnceForm):
    """An extra prize for somebody."""

    entrant_id = SelectField(_l("For whom"), coerce=int)
    points = IntegerField(_l("Points"), [InputRequired(), NumberRange(min=1)])
    reason = StringField(_l("What for (the winner reads it)"), [InputRequired(), Length(max=200)])
