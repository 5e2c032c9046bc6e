"""What people fill in about a file of quotes: which column means what."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from core.forms import Form
from sales.mapping import Spec
from sales.quote_mapping import FIELDS


class QuoteMappingForm(Form):
    """Which column means what."""

    number = SelectField(_l("Quote number"), [InputRequired(_l("Every quote needs its number."))])
    quoted_on = SelectField(_l("Day of the quote"), [InputRequired(_l("Every quote needs its day."))])
    state = SelectField(_l("Open, won or lost"), [InputRequired(_l("Every quote needs what became of it."))])
    decided_on = SelectField(_l("Day on which it was won or lost"))
    selling_company = SelectField(_l("Selling company"))
    rep = SelectField(_l("Seller"))
    buying_company = SelectField(_l("Buying company"))
    product = SelectField(_l("Product reference or EAN"))
    range = SelectField(_l("Range"))
    amount = SelectField(_l("Amount without tax"))
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
        for field in FIELDS:
            self[field].choices = choices

    def spec(self, name: str) -> Spec:
        """What was chosen."""
        seller = self.seller_code.data or ""
        return Spec(
            name=name[:80],
            columns={field: self[field].data for field in FIELDS if self[field].data},
            defaults={"selling_company": seller} if seller else {},
            seller_of_rep=self.seller_of_rep.data,
            dates=self.dates.data,
            decimal=self.decimal.data,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: who sells."""
        good = super().validate(extra_validators)
        named = self.selling_company.data or self.seller_code.data
        if not named and not (self.seller_of_rep.data and self.rep.data):
            self.selling_company.errors = [_("Every quote needs its selling company.")]
            good = False
        return bool(good)
