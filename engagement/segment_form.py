"""What staff fill in to make a segment, and the conditions that it says."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from core.figures import NotFigures, basis_points, cents, whole
from core.format import reader
from core.forms import Form
from engagement.conditions import AT_LEAST, AT_MOST, MOST_MONTHS, ONE_OF, WINDOWED, WORDED, Condition

#: Figures: how each is read from what is typed, and how it is typed again.
CENTS, BASIS_POINTS, NUMBER = "cents", "basis_points", "number"
READ: dict[str, Callable[[str, str], int]] = {CENTS: cents, BASIS_POINTS: basis_points, NUMBER: whole}
MEASURED = {
    "turnover": CENTS,
    "growth": BASIS_POINTS,
    "orders": NUMBER,
    "margin": BASIS_POINTS,
    "recency": NUMBER,
    "first": NUMBER,
    "potential": CENTS,
}
BOUNDS = (("least", AT_LEAST), ("most", AT_MOST))


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _figure() -> list[Any]:
    return [Optional(), Length(max=20)]


def _months() -> IntegerField:
    return IntegerField(_l("Over how many months"), [Optional(), NumberRange(1, MOST_MONTHS)], default=12)


class SegmentForm(Form):
    """A segment: every condition that is filled in must hold."""

    code = StringField(
        _l("Code"),
        [
            InputRequired(),
            Length(max=40),
            Regexp(r"^[a-z0-9-]+\Z", message=_l("Small letters, digits and hyphens only.")),
        ],
    )
    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=80)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=80)])
    kind = MultiCheckboxField(_l("Kind of company"))
    size = MultiCheckboxField(_l("Size of company"))
    sector = MultiCheckboxField(_l("Trade of the company"))
    region = MultiCheckboxField(_l("Region"))
    tier = MultiCheckboxField(_l("Tier held"))
    turnover_months = _months()
    turnover_least = StringField(_l("Turnover, at least"), _figure())
    turnover_most = StringField(_l("Turnover, at most"), _figure())
    growth_months = _months()
    growth_least = StringField(_l("Growth, at least"), _figure())
    growth_most = StringField(_l("Growth, at most"), _figure())
    orders_months = _months()
    orders_least = StringField(_l("Orders, at least"), _figure())
    orders_most = StringField(_l("Orders, at most"), _figure())
    margin_months = _months()
    margin_least = StringField(_l("Margin, at least"), _figure())
    margin_most = StringField(_l("Margin, at most"), _figure())
    recency_least = StringField(_l("No purchase or sale for so many days"), _figure())
    recency_most = StringField(_l("Active within so many days"), _figure())
    first_least = StringField(_l("Known for at least so many days"), _figure())
    first_most = StringField(_l("New: first purchase or sale within so many days"), _figure())
    potential_least = StringField(_l("Yearly potential, at least"), _figure())
    potential_most = StringField(_l("Yearly potential, at most"), _figure())

    def offer(self, choices: dict[str, list[tuple[str, str]]]) -> None:
        """The words that a condition may name: (word, label) by field; what is stored stays on offer."""
        for name in WORDED:
            self[name].choices = choices[name]

    def fill(self, conditions: Iterable[Condition]) -> None:
        """Say in the fields what conditions say."""
        for one in conditions:
            if isinstance(one.value, tuple):
                self[one.field].data = list(one.value)
                known = {word for word, _ in self[one.field].choices}
                self[one.field].choices += [(word, word) for word in one.value if word not in known]
                continue
            bound = "least" if one.how == AT_LEAST else "most"
            self[f"{one.field}_{bound}"].data = _typed(MEASURED[one.field], one.value)
            if one.months:
                self[f"{one.field}_months"].data = one.months

    def conditions(self) -> list[Condition]:
        """What the fields say; a figure that is none gets its sentence."""
        found = [Condition(name, ONE_OF, tuple(self[name].data)) for name in WORDED if self[name].data]
        for name, unit in MEASURED.items():
            months = (self[f"{name}_months"].data or 12) if name in WINDOWED else 0
            for bound, how in BOUNDS:
                figure = self._read(f"{name}_{bound}", unit)
                if figure is not None:
                    found.append(Condition(name, how, figure, months))
        return found

    def _read(self, name: str, unit: str) -> int | None:
        text = self[name].data
        if not text:
            return None
        try:
            return READ[unit](text, "," if "," in text or reader().language == "fr" else ".")
        except NotFigures:
            self[name].errors = [*self[name].errors, gettext("Write a number like 12 or 12,50.")]
            return None


def _typed(unit: str, value: int) -> str:
    if unit == NUMBER:
        return str(value)
    text = f"{(Decimal(value) / 100).normalize():f}"
    return text.replace(".", ",") if reader().language == "fr" else text
