"""Pages for the sponsor's staff: the rules in force, and the next ones."""

from datetime import timedelta

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import format as figures
from core import reply
from core.clock import local_day, now
from core.database import in_transaction, transaction
from core.exports import download_csv
from points import books, corrections, drafting, programme, queries
from points.forms import CorrectionForm, ReversalForm, RuleForm
from points.history import PAGE, history
from points.rules import NotEnoughPoints, active_on
from points.sentences import rule_sentence
from points.statement import account_words, months
from points.words import words_for

blueprint = Blueprint("points_staff", __name__, url_prefix="/staff")


@blueprint.get("/programme")
@allow("administrator")
def rules() -> Response:
    """The rules in force, those to come, and what was in force before."""
    today, words = local_day(now()), words_for([])
    running = active_on(words.rules.values(), today)
    told = [
        (row, words.names[row.id], rule_sentence(words.rules[row.id], words)) for row in queries.all_rules()
    ]
    ids = {rule.id for rule in running}
    return reply.show(
        "points/staff_programme.html",
        running=[one for one in told if one[0].id in ids],
        coming=[one for one in told if one[0].starts_on > today and (one[0].ends_on or today) >= today],
        past=[
            one
            for one in reversed(told)
            if one[0].ends_on and one[0].ends_on < today and one[0].id not in ids
        ],
    )


@blueprint.get("/programme/rules/new")
@allow("administrator")
def new_rule() -> Response:
    """The form of a new rule."""
    form = RuleForm(starts_on=local_day(now()) + timedelta(days=1))
    drafting.prepare(form)
    return reply.show("points/staff_rule.html", form=form, code=None)


@blueprint.get("/programme/rules/<code>/versions/new")
@allow("administrator")
def new_version(code: str) -> Response:
    """The form of a rule's next version, filled with what the newest one says."""
    before = programme.versions(code) or abort(404)
    form = RuleForm(starts_on=local_day(now()) + timedelta(days=1))
    drafting.prepare(form, programme.draft_of(before[-1]))
    return reply.show("points/staff_rule.html", form=form, code=code)


@blueprint.post("/programme/preview")
@allow("administrator")
def preview() -> Response:
    """What the form would say, while it is being filled in."""
    form = RuleForm()
    drafting.prepare(form)
    draft = drafting.draft_from(form)
    said = rule_sentence(draft.rule, words_for([])) if draft else ""
    return reply.show("points/_preview.html", said=said)


@blueprint.post("/programme/drafts")
@allow("administrator")
def check_rule() -> Response:
    """Say what a version will change, and from when, before it does."""
    form, follows = RuleForm(), request.form.get("follows", "")
    drafting.prepare(form)
    draft = drafting.checked(form, follows, local_day(now()))
    if draft is None:
        return reply.show("points/staff_rule.html", status=422, form=form, code=follows)
    return reply.show(
        "points/staff_rule_confirm.html",
        draft=draft,
        said=rule_sentence(draft.rule, words_for([])),
        before=programme.versions(draft.code)[-1:],
        sent=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
    )


@blueprint.post("/programme/rules")
@allow("administrator")
def write_rule() -> Response:
    """Write a version that was checked."""
    form, follows = RuleForm(), request.form.get("follows", "")
    drafting.prepare(form)
    draft = drafting.checked(form, follows, local_day(now()))
    if draft is None:
        return reply.show("points/staff_rule.html", status=422, form=form, code=follows)
    with transaction():
        programme.write_version(draft, now(), me().actor)
    day = figures.day(draft.starts_on, year=True)
    return reply.go(url_for(".rules"), gettext("The rule is in force from %(day)s.", day=day))


@blueprint.post("/programme/rules/<code>/end")
@allow("administrator")
def end_rule(code: str) -> Response:
    """Let a rule stop after today."""
    last_day = local_day(now())
    with transaction():
        programme.end_rule(code, last_day, now(), me().actor)
    return reply.go(url_for(".rules"), gettext("The rule counts until tonight."))


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
    return _wallet(wallet_id, CorrectionForm())


@blueprint.post("/programme/wallets/<int:wallet_id>/corrections")
@allow("administrator")
def correct(wallet_id: int) -> Response:
    """Give or take points for a reason."""
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _wallet(wallet_id, form, 422)
    reference, by = f"correction:{wallet_id}:{form.request_id.data}", me().actor
    amount, reason = form.points.data or 0, form.reason.data or ""
    try:
        in_transaction(lambda: corrections.correct(wallet_id, amount, reason, reference, now(), by))
    except NotEnoughPoints as refused:
        form.points.errors = [reply.say(refused)]
        return _wallet(wallet_id, form, 422)
    return reply.go(url_for(".wallet", wallet_id=wallet_id), gettext("The correction is in the books."))


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


def _wallet(wallet_id: int, form: CorrectionForm, status: int = 200) -> Response:
    holder = books.holder(wallet_id) or abort(404)
    lines = history(wallet_id, request.args.get("before", type=int), PAGE + 1)
    return reply.show(
        "points/staff_wallet.html",
        status=status,
        holder=holder,
        months=months(lines[:PAGE], wallet_id),
        before=lines[PAGE - 1].id if len(lines) > PAGE else None,
        undone=books.undone([line.transaction_id for line in lines]),
        form=form,
        reversal=ReversalForm(formdata=None),
    )
