"""The shape of what is accepted, stated, signed and published."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form


class AcceptForm(Form):
    """Which text was read: its key and its hash."""

    terms_id = HiddenField(validators=[Regexp(r"^[0-9]{1,15}$")])
    hash = HiddenField(validators=[Regexp(r"^[0-9a-f]{64}$")])


class StatusForm(Form):
    """What people are before the law, and what shows it."""

    legal_status = SelectField(_l("Legal status"))
    evidence = StringField(_l("What shows it"), [InputRequired(), Length(max=200)])
    starts_on = DateField(_l("Holds from"), [InputRequired()])
    valid_until = DateField(_l("Good until"), [Optional()])


class ConsentForm(Form):
    """What a company allows."""

    signatory = StringField(_l("Who signed for the company"), [InputRequired(), Length(max=160)])
    cap = StringField(_l("Most a person may receive in a calendar year"), [Optional(), Length(max=20)])
    accepted = SelectMultipleField(
        _l("Forms of rewards that the company accepts"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class TermsForm(Form):
    """A new version of the terms."""

    version = StringField(_l("Version"), [InputRequired(), Length(max=20), Regexp(r"^[A-Za-z0-9._-]+$")])
    starts_on = DateField(_l("In force from"), [InputRequired()])
    text_fr = TextAreaField(_l("Text in French"), [InputRequired(), Length(max=200_000)])
    text_en = TextAreaField(_l("Text in English"), [InputRequired(), Length(max=200_000)])


class NoteForm(Form):
    """Under which number something was sent or declared."""

    reference = StringField(_l("Its number or reference"), [InputRequired(), Length(max=80)])
