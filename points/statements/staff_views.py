"""Pages for the sponsor's staff: the books, every wallet, corrections by hand."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction
from core.exports import download_csv
from points.ledger import books, corrections, queries
from points.ledger.history import PAGE, history
from points.rules import NotEnoughPoints
from points.statements.forms import CorrectionForm, ReversalForm
from points.statements.names import account_words
from points.statements.telling import months

blueprint = Blueprint("points_staff", __name__, url_prefix="/staff")


@blueprint.get("/programme/balances")
@allow("administrator")
def balances() -> Response:
    """The books: every account, and every wallet."""
    search, kind = request.args.get("q", ""), request.args.get("kind", "")
    page = max(1, request.args.get("page", 1, type=int))
    holders, more = books.holders(search, kind, page)
    return reply.show(
        "points/staff_balances.html",
        accounts=books.trial_balance(),
        holders=holders,
        search=search,
        kind=kind,
        number=page,
        more=more,
        names=account_words(),
    )


@blueprint.get("/programme/balances.csv")
@allow("administrator")
def balances_csv() -> Response:
    """Every wallet as a file."""
    columns = ("kind", "code", "name", "available", "pending", "reserved", "debt")
    return download_csv("balances", columns, queries.balances(request.args.get("kind", "")))


@blueprint.get("/programme/wallets/<int:wallet_id>")
@allow("administrator")
def wallet(wallet_id: int) -> Response:
    """One wallet, its movements, and a form to correct it."""
    return wallet_page(wallet_id, CorrectionForm())


@blueprint.post("/programme/wallets/<int:wallet_id>/corrections")
@allow("administrator")
def correct(wallet_id: int) -> Response:
    """Give or take points for a reason."""
    form = CorrectionForm()
    if not form.validate_on_submit():
        return wallet_page(wallet_id, form, 422)
    second = corrections.needs_second(form.points.data or 0, now())
    act = corrections.ask if second else corrections.correct
    reference, by = f"correction:{wallet_id}:{form.request_id.data}", me().actor
    amount, reason = form.points.data or 0, form.reason.data or ""
    try:
        in_transaction(lambda: act(wallet_id, amount, reason, reference, now(), by))
    except NotEnoughPoints as refused:
        form.points.errors = [reply.say(refused)]
        return wallet_page(wallet_id, form, 422)
    asked = gettext("The correction waits for a second person.")
    said = asked if second else gettext("The correction is in the books.")
    return reply.go(url_for(".wallet", wallet_id=wallet_id), said)


@blueprint.post("/programme/corrections/<int:transaction_id>/reversal")
@allow("administrator")
def reverse(transaction_id: int) -> Response:
    """Undo a correction by its mirror image."""
    found = books.correction(transaction_id) or abort(404)
    form, back = ReversalForm(), url_for(".wallet", wallet_id=books.wallet_of(transaction_id))
    if not form.validate_on_submit():
        return reply.go(back, gettext("Say why the correction is undone."), "late")
    reason, reference = form.reason.data or "", f"correction:{transaction_id}:undone"
    first, by = found.reference, me().actor
    in_transaction(lambda: corrections.reverse(first, reason, reference, now(), by))
    return reply.go(back, gettext("The correction is undone; both stay in the books."))


def wallet_page(wallet_id: int, form: CorrectionForm, status: int = 200) -> Response:
    """The wallet with its form, as it was filled in."""
    holder = books.holder(wallet_id) or abort(404)
    lines = history(wallet_id, request.args.get("before", type=int), PAGE + 1)
    return reply.show(
        "points/staff_wallet.html",
        status=status,
        holder=holder,
        months=months(lines[:PAGE], wallet_id),
        before=lines[PAGE - 1].id if len(lines) > PAGE else None,
        asked=[one for one in corrections.waiting() if one.wallet_id == wallet_id],
        undone=books.undone([line.transaction_id for line in lines]),
        form=form,
        reversal=ReversalForm(formdata=None),
    )
