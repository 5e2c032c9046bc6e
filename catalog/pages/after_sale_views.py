"""Pages for resellers: something is wrong with what came."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.orders import after_sales
from catalog.pages.looking import order_or_404
from catalog.pages.order_forms import TroubleForm
from catalog.pages.words import TROUBLES, choices
from core.clock import now
from core.database import in_transaction
from core.format import reader
from core.reply import go, say, show
from core.rules import Refused

#: Under orders.
blueprint = Blueprint("troubles", __name__)
MEMBERS = ("rep", "company_manager")


@blueprint.get("/orders/<int:order_id>/troubles/new")
@allow(*MEMBERS)
def new(order_id: int) -> Response:
    """Ask what is wrong."""
    return _page(order_id, _form())


@blueprint.post("/orders/<int:order_id>/troubles")
@allow(*MEMBERS)
def report(order_id: int) -> Response:
    """Tell the programme's team, which answers, sends another one or gives the points back."""
    order_or_404(order_id)
    form = _form()
    if not form.validate():
        return _page(order_id, form, status=422)
    told = (order_id, me().id, form.trouble.data or "", form.words.data or "")
    try:
        in_transaction(lambda: after_sales.report(*told, now()))
    except Refused as refused:
        return _page(order_id, form, say(refused), 409)
    said = _("The programme’s team has your note and answers here.")
    return go(url_for("orders.detail", order_id=order_id), said)


def _form() -> TroubleForm:
    form = TroubleForm()
    form.trouble.choices = choices(TROUBLES)
    return form


def _page(order_id: int, form: TroubleForm, refused: str | None = None, status: int = 200) -> Response:
    order, reward = order_or_404(order_id)
    return show(
        "catalog/trouble.html",
        status=status,
        order=order,
        reward=reward,
        form=form,
        refused=refused,
        language=reader().language,
    )
