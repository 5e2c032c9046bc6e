"""What staff fill in to think a programme or a challenge through."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from core.forms import Form
from points.briefs.words import OBJECTIVES, STRATEGIES, lever_choices
from points.models import Brief
from points.rules.briefing import LEVERS, LONGEST, SHORTEST, Answers


def _answer(label: str) -> TextAreaField:
    return TextAreaField(label, [InputRequired(), Length(SHORTEST, LONGEST)], render_kw={"rows": "3"})


class BriefForm(Form):
    """The strategy, one objective, one lever, four questions."""

    strategy = RadioField(_l("What do you want?"), [InputRequired()])
    objective = RadioField(_l("The objective"), [InputRequired()])
    lever = SelectField(_l("The one lever that comes first"), [InputRequired()])
    who = _answer(_l("1. Who is to be activated?"))
    behaviour = _answer(_l("2. Which behaviour is to change?"))
    mechanic = _answer(_l("3. By which mechanic?"))
    profit = _answer(_l("4. How does it pay for itself, and stay lawful?"))

    def offer(self) -> "BriefForm":
        """Name every choice in the reader's language."""
        self.strategy.choices = [(key, names[1]) for key, names in STRATEGIES.items()]
        self.objective.choices = list(OBJECTIVES.items())
        self.lever.choices = lever_choices()
        return self

    def validate_lever(self, field: Any) -> None:
        """A lever belongs to its objective."""
        if self.objective.data and field.data not in LEVERS.get(self.objective.data, ()):
            raise ValidationError(_l("This lever belongs to another objective: choose one that fits."))

    def answers(self) -> Answers:
        """What was answered."""
        return Answers(*((self[name].data or "").strip() for name in Answers._fields))

    def start(self, brief: Brief | None, strategy: str, aim: tuple[str, str] | None) -> None:
        """Fill in what was said last, or what was chosen on the way here."""
        if brief is not None:
            for name in Answers._fields:
                self[name].data = getattr(brief, name)
        if strategy in STRATEGIES:
            self.strategy.data = strategy
        if aim:
            self.objective.data, self.lever.data = aim
