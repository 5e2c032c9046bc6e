"""What staff fill in to try rules on past sales."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from core.forms import Form
from points.rules.tiers import months_before


class PeriodForm(Form):
    """The past days on which rules are tried."""

    first = DateField(_l("First day"), [InputRequired()])
    last = DateField(_l("Last day"), [InputRequired()])


class TryForm(PeriodForm):
    """What is tried: a rule left out, or a file of rules."""

    without = SelectField(_l("Leave out a rule"))
    file = FileField(_l("Or bring rules to try (.toml)"))


def usual_period(today: date) -> tuple[date, date]:
    """The last twelve whole months."""
    last = today.replace(day=1)
    return months_before(last, 12), date.fromordinal(last.toordinal() - 1)
