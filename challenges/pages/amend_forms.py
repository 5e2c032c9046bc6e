"""The shape of an amendment, of its confirmation, and of a series."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from challenges.pages.forecast_forms import ForecastForm
from core.forms import Form

#: Characters of a challenge file at most.
LONGEST = 100_000


class AmendForm(Form):
    """A changed document, as a file or as the text of one, and from when it judges."""

    file = FileField(_l("Changed file"))
    text = TextAreaField(_l("Or change it here"), [Optional(), Length(max=LONGEST)])
    from_on = DateField(_l("In force from"), [InputRequired(_l("Say from which day on it is in force."))])


class PublishForm(Form):
    """What was read, sent back as it was read, and why."""

    text = HiddenField(validators=[InputRequired(), Length(max=LONGEST)])
    from_on = DateField(_l("In force from"), [InputRequired()])
    before = HiddenField(validators=[InputRequired()])
    reason = StringField(
        _l("Reason, as the participants will read it"),
        [InputRequired(_l("Say why: the participants read it.")), Length(max=300)],
    )


class DearerForm(ForecastForm):
    """The forecast of an amendment that may cost more, with what was read."""

    text = HiddenField(validators=[InputRequired(), Length(max=LONGEST)])
    from_on = DateField(_l("In force from"), [InputRequired()], widget=HiddenInput())
    before = HiddenField(validators=[InputRequired()])


class SeriesForm(Form):
    """How often a challenge comes back, and when in its period."""

    code = StringField(
        _l("Code of the series"), [InputRequired(_l("Give the series a code.")), Length(max=26)]
    )
    name = StringField(_l("Name, for you"), [Length(max=120)])
    every = SelectField(
        _l("It comes back"), choices=[("quarter", _l("every quarter")), ("month", _l("every month"))]
    )
    offset_days = IntegerField(_l("Starts so many days into the period"), [InputRequired()], default=7)
    days = IntegerField(_l("Lasts, in days"), [InputRequired()], default=21)
    prepare_days = IntegerField(_l("Draft prepared before, in days"), [InputRequired()], default=14)
