"""Which column of a file means what, as a form: what files of sales and of quotes have in common."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length

from core.forms import Form
from sales.mapping import Spec


class ColumnForm(Form):
    """A form whose COLUMNS are fields of its own, each one of the file's columns or none."""

    COLUMNS: ClassVar[Sequence[str]]

    seller_code = StringField(_l("Or one selling company for the whole file (its code)"), [Length(max=40)])
    seller_of_rep = BooleanField(_l("The selling company is the one the seller works for"))
    dates = SelectField(
        _l("Dates are written"),
        choices=[
            SelectChoice("dmy", _l("day, month, year")),
            SelectChoice("ymd", _l("year, month, day")),
            SelectChoice("mdy", _l("month, day, year")),
        ],
    )
    decimal = SelectField(
        _l("Decimals are written"), choices=[SelectChoice(",", "12,50"), SelectChoice(".", "12.50")]
    )

    def offer(self, columns: list[str]) -> None:
        """Let each field be one of the file's columns, or none."""
        choices = [SelectChoice("", _("not in the file")), *(SelectChoice(name, name) for name in columns)]
        for field in self.COLUMNS:
            self[field].choices = choices

    def chosen(self, name: str) -> Spec:
        """The mapping that was chosen, under a name."""
        seller = self.seller_code.data or ""
        return Spec(
            name=name,
            columns={field: self[field].data for field in self.COLUMNS if self[field].data},
            defaults={"selling_company": seller} if seller else {},
            seller_of_rep=self.seller_of_rep.data,
            dates=self.dates.data,
            decimal=self.decimal.data,
        )
