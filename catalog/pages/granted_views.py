"""Staff pages of what lasts: who holds what until when, sums used on invoices, annual rebates."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.granted import queries, rebates, using
from catalog.pages.granted_forms import RebateForm, UseForm
from catalog.rules import lasting
from core.clock import local_day, now
from core.database import in_transaction
from core.exports import download_csv
from core.format import reader
from core.reply import go, say, show
from core.rules import Refused

blueprint = Blueprint("granted_staff", __name__, url_prefix="/staff")


@blueprint.get("/advantages")
@allow("administrator")
def page() -> Response:
    """Who holds what, those about to end first."""
    state, search, number = _filters()
    day = local_day(now())
    rows = queries.page(state, search, day, number)
    return show(
        "catalog/staff_advantages.html",
        lines=[(*row, queries.state_on(row[0], day)) for row in rows[: queries.PAGE]],
        more=len(rows) > queries.PAGE,
        state=state,
        states=lasting.STATES,
        search=search,
        number=number,
        language=reader().language,
    )


@blueprint.get("/advantages.csv")
@allow("administrator")
def as_csv() -> Response:
    """The same for accounting, all pages."""
    state, search, _number = _filters()
    day = local_day(now())
    columns = (
        "code state reward_code reward kind company_code company person_code from_on until_on amount_cents "
        "terms used_at used_on reference"
    ).split()
    table = (
        (
            one.code,
            queries.state_on(one, day),
            reward.code,
            reward.name(reader().language),
            reward.kind,
            firm.code,
            firm.name,
            who.code if one.person_id else "",
            one.from_on.isoformat(),
            one.until_on.isoformat() if one.until_on else "",
            one.amount_cents,
            "; ".join(f"{name}={value}" for name, value in sorted(one.terms.items())),
            one.used_at.isoformat() if one.used_at else "",
            one.used_on,
            one.reference,
        )
        for one, reward, firm, who in queries.page(state, search, day, size=None)
    )
    return download_csv("advantages", columns, table)


@blueprint.get("/advantages/<int:entitlement_id>")
@allow("administrator")
def advantage(entitlement_id: int) -> Response:
    """One of them, to note its use."""
    return _advantage(entitlement_id, UseForm(), 200)


@blueprint.post("/advantages/<int:entitlement_id>/use")
@allow("administrator")
def use(entitlement_id: int) -> Response:
    """Note on which invoice a sum was used."""
    form, by = UseForm(), me().actor
    if queries.line(entitlement_id) is None:
        abort(404)
    if not form.validate():
        return _advantage(entitlement_id, form, 422)
    try:
        in_transaction(lambda: using.use(entitlement_id, form.invoice.data or "", now(), by))
    except Refused as refused:
        form.invoice.errors = [say(refused)]
        return _advantage(entitlement_id, form, 409)
    return go(url_for("granted_staff.advantage", entitlement_id=entitlement_id), _("Noted as used."))


@blueprint.post("/advantages/<int:entitlement_id>/use/removal")
@allow("administrator")
def free(entitlement_id: int) -> Response:
    """Take back a note made by mistake."""
    by = me().actor
    if queries.line(entitlement_id) is None:
        abort(404)
    in_transaction(lambda: using.free(entitlement_id, now(), by))
    return go(url_for("granted_staff.advantage", entitlement_id=entitlement_id), _("It can be used again."))


@blueprint.get("/rebates")
@allow("administrator")
def runs() -> Response:
    """The years computed so far, and the next one."""
    return _runs(_ready(RebateForm(year=local_day(now()).year - 1)), 200)


@blueprint.post("/rebates")
@allow("administrator")
def compute() -> Response:
    """Compute a year, or compute it again."""
    form, by = _ready(RebateForm()), me().actor
    if not form.validate():
        return _runs(form, 422)
    try:
        run_id = in_transaction(
            lambda: rebates.compute(form.reward.data, int(form.year.data or 0), now(), by)
        )
    except Refused as refused:
        form.year.errors = [say(refused)]
        return _runs(form, 409)
    return go(url_for("granted_staff.run", run_id=run_id), _("Computed: look at it, then have it approved."))


@blueprint.get("/rebates/<int:run_id>")
@allow("administrator")
def run(run_id: int) -> Response:
    """One year: what each company gets."""
    return _run(run_id, "", 200)


@blueprint.get("/rebates/<int:run_id>.csv")
@allow("administrator")
def run_csv(run_id: int) -> Response:
    """The same for accounting."""
    found = queries.run(run_id) or abort(404)
    columns = "company_code company siret volume_cents rate_bp amount_cents".split()
    table = (
        (firm.code, firm.name, firm.siret or "", line.volume_cents, line.rate_bp, line.amount_cents)
        for line, firm in queries.run_lines(run_id)
    )
    return download_csv(f"rebate-{found.reward.code}-{found.run.year}", columns, table)


@blueprint.post("/rebates/<int:run_id>/approval")
@allow("administrator")
def approve(run_id: int) -> Response:
    """Give each company its credit."""
    by = me().actor
    if queries.run(run_id) is None:
        abort(404)
    try:
        given = in_transaction(lambda: rebates.approve(run_id, now(), by))
    except Refused as refused:
        return _run(run_id, say(refused), 409)
    said = ngettext("%(num)d company has its credit.", "%(num)d companies have their credit.", given)
    return go(url_for("granted_staff.run", run_id=run_id), said)


def _advantage(entitlement_id: int, form: UseForm, status: int) -> Response:
    found = queries.line(entitlement_id) or abort(404)
    one, reward, firm, who = found
    return show(
        "catalog/staff_advantage.html",
        status=status,
        one=one,
        reward=reward,
        company=firm,
        person=who,
        state=queries.state_on(one, local_day(now())),
        sums=reward.kind in lasting.USED_ONCE,
        form=form,
        language=reader().language,
    )


def _runs(form: RebateForm, status: int) -> Response:
    return show(
        "catalog/staff_rebates.html",
        status=status,
        runs=queries.runs(),
        form=form,
        language=reader().language,
    )


def _run(run_id: int, refused: str, status: int) -> Response:
    found = queries.run(run_id) or abort(404)
    return show(
        "catalog/staff_rebate.html",
        status=status,
        found=found,
        lines=queries.run_lines(run_id),
        refused=refused,
        own=found.run.computed_by == me().actor,
        language=reader().language,
    )


def _ready(form: RebateForm) -> RebateForm:
    form.reward.choices = [(one.id, one.name(reader().language)) for one in queries.rebates()]
    return form


def _filters() -> tuple[str, str, int]:
    state = request.args.get("state", "active")
    number = max(request.args.get("page", 1, type=int), 1)
    return (state if state in (*lasting.STATES, "all") else "active"), request.args.get("q", ""), number
