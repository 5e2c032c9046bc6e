"""What people fill in about a file of quotes: which column means what."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from sales.column_form import ColumnForm
from sales.mapping import Spec
from sales.quote_mapping import FIELDS


class QuoteMappingForm(ColumnForm):
    """Which column means what."""

    COLUMNS = FIELDS

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

    def spec(self, name: str) -> Spec:
        """What was chosen."""
        return self.chosen(name[:80])

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: who sells."""
        good = super().validate(extra_validators)
        named = self.selling_company.data or self.seller_code.data
        if not named and not (self.seller_of_rep.data and self.rep.data):
            self.selling_company.errors = [_("Every quote needs its selling company.")]
            good = False
        return bool(good)
