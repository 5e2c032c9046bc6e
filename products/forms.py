"""What staff fill in about a product."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length, ValidationError

from core.figures import NotFigures, basis_points, cents
from core.forms import Form


class ProductForm(Form):
    """A product's money and whether the strategy pushes it."""

    margin = StringField(_l("Margin, share of the price"), [Length(max=12)])
    unit_cost = StringField(_l("Cost of one unit"), [Length(max=20)])
    strategic = BooleanField(_l("Pushed by the strategy"))

    def validate_margin(self, field: StringField) -> None:
        """A share, or nothing."""
        self._readable(self.margin_bp)

    def validate_unit_cost(self, field: StringField) -> None:
        """An amount, or nothing."""
        self._readable(self.cost_cents)

    def margin_bp(self) -> int | None:
        """The margin in basis points; None when unknown."""
        text = (self.margin.data or "").replace(".", ",")
        return basis_points(text, ",") if text else None

    def cost_cents(self) -> int | None:
        """The cost in cents; None when unknown."""
        return cents(self.unit_cost.data, ",") if self.unit_cost.data else None

    @staticmethod
    def _readable(read: object) -> None:
        try:
            read()  # type: ignore[operator]
        except NotFigures:
            raise ValidationError(_("Write a number like 12,50.")) from None
