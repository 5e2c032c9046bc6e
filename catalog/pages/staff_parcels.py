"""Pages for the sponsor’s staff: forty parcels before lunch, typed in a grid, pasted, or from a file."""

from collections.abc import Sequence

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import desk, fulfilling, rules
from catalog.desk import Line
from catalog.pages.desk_forms import GridForm, ParcelsForm
from catalog.pages.staff_many import each, said_of, ticked
from catalog.rules.kinds import SENT
from catalog.rules.parcels import LONGEST_TRACKING, Parcel, read
from catalog.rules.states import BEFORE
from core.clock import local_day, now
from core.format import points, reader
from core.reply import go, show
from core.tables import encoding_of

#: Under catalog_staff.orders.
blueprint = Blueprint("parcels", __name__, url_prefix="/orders/parcels")
#: Rows of the grid: a form has five hundred fields at the most.
MOST_ROWS = 150
Problems = Sequence[tuple[int, str]]


@blueprint.get("")
@allow("administrator")
def page() -> Response:
    """What can leave today: the ticked orders, else everything that is ready."""
    return _page()


@blueprint.post("/grid")
@allow("administrator")
def send_grid() -> Response:
    """Send what has a number (or all of it); what could not be sent stays, with why."""
    form = GridForm()
    typed = {
        int(name.removeprefix("tracking-")): number.strip()
        for name, number in request.form.items()
        if name.startswith("tracking-") and name.removeprefix("tracking-").isdecimal()
    }
    sent = {number: told for number, told in typed.items() if told or form.bare.data}
    if not form.validate() or any(len(one) > LONGEST_TRACKING for one in sent.values()):
        return _page(typed=typed, grid=form, status=422)
    if not sent:
        return _page(typed=typed, grid=form, status=422, refused=_("Type at least one parcel number."))
    carrier = form.carrier.data or ""
    done, refusals = each(
        sorted(sent), lambda one: fulfilling.ship(one, now(), me().actor, carrier, sent[one])
    )
    if refusals:
        left = {number: told for number, told in typed.items() if number not in done}
        return _page(typed=left, grid=form, wrong=refusals, status=409, refused=_sent(len(done)))
    return go(url_for("catalog_staff.orders.page", state="shipped"), _sent(len(done)))


@blueprint.post("/file")
@allow("administrator")
def send_file() -> Response:
    """Send what a file or a paste says: all of it, or nothing with every problem named."""
    form = ParcelsForm()
    brought = request.files.get("file")
    data = brought.read() if brought else b""
    text = data.decode(encoding_of(data), "replace").lstrip("\ufeff") if data else form.lines.data or ""
    if not form.validate() or not text.strip():
        return _page(pasted=form, status=422, refused=_("Paste at least one line, or choose a file."))
    parcels, problems = read(text, form.carrier.data or "")
    found = [(one.line, said_of(one.why)) for one in problems] + _not_ready(parcels)
    if found:
        return _page(pasted=form, problems=sorted(found), status=422)
    by_number = {one.order_id: one for one in parcels}
    done, refusals = each(by_number, lambda number: _send(by_number[number]))
    if refusals:
        wrong = [(by_number[number].line, why) for number, why in refusals.items()]
        return _page(pasted=form, problems=wrong, status=409, refused=_sent(len(done)))
    return go(url_for("catalog_staff.orders.page", state="shipped"), _sent(len(done)))


def _send(parcel: Parcel) -> object:
    return fulfilling.ship(parcel.order_id, now(), me().actor, parcel.carrier, parcel.tracking)


def _not_ready(parcels: Sequence[Parcel]) -> list[tuple[int, str]]:
    """Lines whose order is not there, or cannot leave."""
    states = {line[0].id: line[0].state for line in desk.orders_of([one.order_id for one in parcels])}
    wrong = []
    for one in parcels:
        state = states.get(one.order_id)
        if state is None:
            wrong.append((one.line, said_of(rules.OrderUnknown())))
        elif state not in BEFORE["shipped"]:
            wrong.append((one.line, said_of(rules.MOVED[state](number=one.order_id))))
    return wrong


def _sent(count: int) -> str:
    return str(
        ngettext("%(n)s parcel is on its way.", "%(n)s parcels are on their way.", count, n=points(count))
    )


def _page(
    typed: dict[int, str] | None = None,
    grid: GridForm | None = None,
    pasted: ParcelsForm | None = None,
    problems: Problems = (),
    wrong: dict[int, str] | None = None,
    refused: str | None = None,
    status: int = 200,
) -> Response:
    return show(
        "catalog/desk_parcels.html",
        status=status,
        lines=_ready(typed),
        typed=typed or {},
        wrong=wrong or {},
        problems=problems,
        refused=refused,
        grid=grid or GridForm(formdata=None),
        pasted=pasted or ParcelsForm(formdata=None),
        today=local_day(now()),
        language=reader().language,
    )


def _ready(typed: dict[int, str] | None) -> Sequence[Line]:
    """The ticked orders that can leave, or those typed before; else everything sent as a parcel that can."""
    ids = list(typed) if typed else ticked()
    if ids:
        return [line for line in desk.orders_of(ids) if line[0].state in BEFORE["shipped"]][:MOST_ROWS]
    found: list[Line] = []
    for state in ("ordered", "approved"):
        found += desk.orders_page(state, "", local_day(now()), size=MOST_ROWS)[0]
    return [line for line in found if line[1].kind in SENT][:MOST_ROWS]
