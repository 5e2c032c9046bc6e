"""The shape of a forecast as it is entered: euros and per cent as people write them."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from challenges.rules.forecast import Inputs
from core import figures
from core.forms import Form

MOST_CENTS = 10**14
MOST_BP = 100_000
MONEY = ("baseline", "worth", "technology", "animation", "charges")
SHARES = ("growth", "margin", "generosity")


class ForecastForm(Form):
    """Five inputs, and what rewards cost."""

    baseline = StringField(
        _l("Revenue without the challenge, over the same days"), [InputRequired(), Length(max=20)]
    )
    growth = StringField(_l("Additional revenue you ask for"), [InputRequired(), Length(max=8)])
    why = TextAreaField(_l("What makes you expect more than a fifth"), [Optional(), Length(max=300)])
    margin = StringField(_l("Margin on that revenue"), [InputRequired(), Length(max=8)])
    generosity = StringField(
        _l("Most that rewards may take of the additional revenue"), [InputRequired(), Length(max=8)]
    )
    points = IntegerField(_l("Points you expect to be won"), [InputRequired(), NumberRange(0, 10**12)])
    worth = StringField(_l("What 1,000 points cost you"), [InputRequired(), Length(max=20)])
    technology = StringField(_l("Technology"), [Optional(), Length(max=20)])
    animation = StringField(_l("Animation and communication"), [Optional(), Length(max=20)])
    charges = StringField(_l("Social and tax charges on the rewards"), [Optional(), Length(max=20)])

    def inputs(self) -> Inputs:
        """What was entered, as whole cents and basis points; only of a form that validates."""
        cents = {name: _hundredths(self[name].data) for name in MONEY}
        shares = {name: _hundredths(self[name].data) for name in SHARES}
        return Inputs(
            baseline_cents=cents["baseline"],
            growth_bp=shares["growth"],
            margin_bp=shares["margin"],
            generosity_bp=shares["generosity"],
            points=self.points.data or 0,
            worth_cents=cents["worth"],
            technology_cents=cents["technology"],
            animation_cents=cents["animation"],
            charges_cents=cents["charges"],
            why=self.why.data or "",
        )

    def fill(self, said: Inputs) -> "ForecastForm":
        """Show what was entered before, or what there is to begin with."""
        for name in MONEY:
            self[name].data = _text(getattr(said, f"{name}_cents"))
        for name in SHARES:
            self[name].data = _text(getattr(said, f"{name}_bp"))
        self.points.data, self.why.data = said.points, said.why
        return self


def _checks(name: str, most: int, sentence: Any) -> Callable[[ForecastForm, Any], None]:
    def check(_form: ForecastForm, field: Any) -> None:
        try:
            found = _hundredths(field.data)
        except figures.NotFigures:
            raise ValidationError(sentence) from None
        if not 0 <= found <= most:
            raise ValidationError(sentence)

    check.__name__ = f"validate_{name}"
    return check


for _name in MONEY:
    setattr(
        ForecastForm,
        f"validate_{_name}",
        _checks(_name, MOST_CENTS, _l("Write an amount in euros, such as 12500.")),
    )
for _name in SHARES:
    setattr(
        ForecastForm,
        f"validate_{_name}",
        _checks(_name, MOST_BP, _l("Write a percentage, such as 15 or 7.5.")),
    )


class ApprovalForm(Form):
    """What the approver adds."""

    note = StringField(_l("A word about it, if you like"), [Optional(), Length(max=300)])


def _hundredths(text: str | None) -> int:
    said = (text or "").strip().rstrip("%€ \u202f\u00a0")
    return figures.cents(said, "," if "," in said else ".") if said else 0


def _text(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")
