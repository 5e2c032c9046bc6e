"""What people fill in: a file, what its columns mean, a claim, a refusal."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from core.figures import NotFigures, cents
from core.forms import Form, OnceForm
from sales.column_form import ColumnForm
from sales.mapping import FIELDS, Spec

MOST_CENTS = 10**11


class FileForm(Form):
    """A file of sales."""

    file = FileField(_l("File of sales (CSV or XLSX)"), [FileRequired(_l("Choose a file first."))])


class MappingForm(ColumnForm):
    """Which column means what."""

    COLUMNS = FIELDS

    document = SelectField(_l("Invoice or order number"))
    line = SelectField(_l("Line of the invoice"))
    invoiced_on = SelectField(_l("Invoice date"))
    ordered_on = SelectField(_l("Order date"))
    selling_company = SelectField(_l("Selling company"))
    rep = SelectField(_l("Seller"))
    buying_company = SelectField(_l("Buying company"))
    product = SelectField(_l("Product reference or EAN"))
    quantity = SelectField(_l("Quantity"))
    amount = SelectField(_l("Amount of the line, without tax"))
    unit_price = SelectField(_l("Unit price, without tax"))
    cost = SelectField(_l("Cost of the line"))
    returns = SelectField(_l("On a return: the invoice that it returns"))
    name = StringField(_l("Name of this mapping"), [InputRequired(_l("Give it a name.")), Length(max=80)])

    def spec(self) -> Spec:
        """What was chosen."""
        return self.chosen(self.name.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: what a sale cannot be without."""
        good = super().validate(extra_validators)
        needs = (
            (("document",), _("Every sale needs its invoice or order number.")),
            (("product",), _("Every sale needs its product.")),
            (("quantity",), _("Every sale needs its quantity.")),
            (("amount", "unit_price"), _("Every sale needs its amount or its unit price.")),
            (("invoiced_on", "ordered_on"), _("Every sale needs a date.")),
            (
                ("selling_company", "seller_code", "seller_of_rep"),
                _("Every sale needs its selling company."),
            ),
        )
        for fields, sentence in needs:
            if not any(self[field].data for field in fields):
                self[fields[0]].errors = [*self[fields[0]].errors, sentence]
                good = False
        return bool(good)


class ClaimForm(OnceForm):
    """A sale declared from a phone."""

    photo = FileField(_l("Photograph the invoice"))
    product = SelectField(
        _l("Product"), [InputRequired(_l("Choose the product."))], coerce=lambda text: int(text or 0)
    )
    quantity = IntegerField(
        _l("Quantity"), [InputRequired(_l("How many?")), NumberRange(1, 10_000)], default=1
    )
    document = StringField(
        _l("Invoice number"), [InputRequired(_l("Type the invoice’s number.")), Length(max=60)]
    )
    amount = StringField(_l("Amount without tax"), [InputRequired(_l("Type the amount.")), Length(max=20)])
    invoiced_on = DateField(_l("Invoice date"), [InputRequired(_l("Choose the invoice’s date."))])

    def validate_document(self, field: StringField) -> None:
        """Formulas and control characters have no place in an invoice's number."""
        if (field.data or "")[:1] in {"=", "+", "-", "@"} or not (field.data or "").isprintable():
            raise ValidationError(_("This is not an invoice’s number."))

    def validate_amount(self, field: StringField) -> None:
        """An exact amount above zero."""
        if not 0 < self.cents() <= MOST_CENTS:
            raise ValidationError(_("Write the amount like 11480,00."))

    def cents(self) -> int:
        """The amount, in cents; 0 when it cannot be read."""
        return read_cents(self.amount.data or "")


class RefusalForm(Form):
    """Why a claim is refused."""

    reason = TextAreaField(
        _l("Reason, as the seller will read it"), [InputRequired(_l("Say why.")), Length(max=300)]
    )


class ConflictForm(Form):
    """Whether the books hold against a file, and why."""

    #: told by the button
    choice = HiddenField()

    #: what was read: the content of the file's row, and how many conflicts the file had
    agreed = HiddenField(validators=[Length(max=40)])
    waiting = IntegerField(widget=HiddenInput(), validators=[Optional()])
    everywhere = BooleanField(_l("Keep the books in every conflict of this file"))
    reason = TextAreaField(
        _l("Reason, for whoever asks later"), [DataRequired(_l("Say why.")), Length(max=300)]
    )


class PromiseForm(Form):
    """What a claim would bring, asked while it is being filled in."""

    class Meta(Form.Meta):
        csrf = False

    product = IntegerField(validators=[Optional()])
    quantity = IntegerField(validators=[Optional(), NumberRange(1, 10_000)])
    amount = StringField(validators=[Optional(), Length(max=20)])
    invoiced_on = DateField(validators=[Optional()])


def read_cents(text: str) -> int:
    """An amount as people type it, with a comma or a point; 0 when it cannot be read."""
    for decimal in (",", "."):
        try:
            return cents(text, decimal)
        except NotFigures:
            continue
    return 0
