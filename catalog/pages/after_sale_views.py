"""Pages for resellers: something is wrong with what came."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.orders import after_sales
from catalog.pages.looking import order_or_404
from catalog.pages.order_forms import TroubleForm
from catalog.pages.words import TROUBLES, choices
from core.blank import blank
from core.clock import now
from core.database import in_transaction
from core.format import reader
from core.kept import GAP, filled, macro_of
from core.reply import go, say, show
from core.rules import Refused

#: Under orders.
blueprint = Blueprint("troubles", __name__)
MEMBERS = ("rep", "company_manager")
#: The template and the macro that draw the form of a trouble.
FIELDS = ("catalog/_trouble.html", "trouble_fields")


@blueprint.get("/orders/<int:order_id>/troubles/new")
@allow(*MEMBERS)
def new(order_id: int) -> Response:
    """Ask what is wrong."""
    return _page(order_id, filled(blank(macro_of(*FIELDS), _form, (), GAP, GAP), *_ways(order_id)))


@blueprint.post("/orders/<int:order_id>/troubles")
@allow(*MEMBERS)
def report(order_id: int) -> Response:
    """Tell the programme's team, which answers, sends another one or gives the points back."""
    order_or_404(order_id)
    form = _form()
    if not form.validate():
        return _page(order_id, _as_filled_in(form, order_id), status=422)
    told = (order_id, me().id, form.trouble.data or "", form.words.data or "")
    try:
        in_transaction(lambda: after_sales.report(*told, now()))
    except Refused as refused:
        return _page(order_id, _as_filled_in(form, order_id), say(refused), 409)
    said = _("The programme’s team has your note and answers here.")
    return go(url_for("orders.detail", order_id=order_id), said)


def _form() -> TroubleForm:
    form = TroubleForm()
    form.trouble.choices = choices(TROUBLES)
    return form


def _as_filled_in(form: TroubleForm, order_id: int) -> Markup:
    return macro_of(*FIELDS)(form, *_ways(order_id))


def _ways(order_id: int) -> tuple[str, str]:
    """Where the form is sent, and where it leads whoever changes nothing."""
    return url_for("orders.troubles.report", order_id=order_id), url_for("orders.detail", order_id=order_id)


def _page(order_id: int, fields: Markup, refused: str | None = None, status: int = 200) -> Response:
    order, reward = order_or_404(order_id)
    return show(
        "catalog/trouble.html",
        status=status,
        order=order,
        reward=reward,
        fields=fields,
        refused=refused,
        language=reader().language,
    )
