"""The page of one supplier, which several acts come back to."""

from flask import abort
from werkzeug.wrappers import Response

from catalog.models import Supplier
from catalog.pages.supply_forms import FileForm
from catalog.suppliers import queries
from core.clock import local_day, now
from core.database import session
from core.format import reader
from core.reply import say, show
from core.row_problems import FileRefused
from core.rules import N_

KINDS = {"supplier": N_("Supplier"), "partner": N_("Partner with an offer of their own")}


def detail_page(found: Supplier, form: FileForm, status: int, refused: FileRefused | None = None) -> Response:
    """What waits for them, what they have, what they were sent; with what was wrong with a file."""
    return show(
        "catalog/supplier.html",
        status=status,
        supplier=found,
        kinds=KINDS,
        waiting=queries.waiting(found.id),
        under_way=queries.under_way(found.id),
        sent=queries.sent(found.id),
        today=local_day(now()),
        form=form,
        refused=refused,
        sentence=say(refused) if refused else "",
        language=reader().language,
    )


def supplier_or_404(supplier_id: int) -> Supplier:
    """A supplier as it stands now."""
    return session.get(Supplier, supplier_id, populate_existing=True) or abort(404)
