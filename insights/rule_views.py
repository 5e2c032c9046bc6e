"""Rules tried on past sales: what is asked, how far it is, what each would have."""

import tomllib
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from core.exports import download_csv
from core.rules import Refused
from insights import asking, outcome, runs
from insights.asking import Question
from insights.forms import PeriodForm, TryForm, usual_period
from points.programme import drafting
from points.programme.files import BadRuleFile, load_rules
from points.programme.filling import prepare
from points.programme.forms import RuleForm
from points.programme.versions import Draft
from points.rules import KINDS
from points.sentences.words import tier_names

blueprint = Blueprint("insights_rules", __name__, url_prefix="/staff/insights/rules")

PAGE = 50
COLUMNS = ("kind", "name", "points_now", "points_tried", "difference", "tier_now", "tier_tried")


@blueprint.get("")
@allow("administrator")
def rules() -> Response:
    """The last question and its answer; and what to try next."""
    return _page(_offered(TryForm()))


@blueprint.post("")
@allow("administrator")
def ask() -> Response:
    """Try a rule less, or the rules of a file."""
    form = _offered(TryForm())
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        drafts = _drafts(form)
        return _ask(Question(*_days(form), drafts, "" if drafts else form.without.data))
    except BadRuleFile as refused:
        form.file.errors = refused.problems
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        form.file.errors = [_("This is no TOML file.")]
    except Refused as refused:
        form.without.errors = [reply.say(refused)]
    return _page(form, 422)


@blueprint.post("/draft")
@allow("administrator")
def ask_draft() -> Response:
    """Try what the rule editor says, before it is kept, on the last twelve months."""
    form = RuleForm()
    draft = None
    if form.kind.data in KINDS:
        prepare(form, form.kind.data)
        draft = drafting.draft_from(form)
    if draft is None:
        return reply.go(url_for(".rules"), _("This rule is not complete: it cannot be tried yet."), "late")
    try:
        return _ask(Question(*usual_period(local_day(now())), (draft,)))
    except Refused as refused:
        return reply.go(url_for(".rules"), reply.say(refused), "late")


@blueprint.post("/again")
@allow("administrator")
def ask_again() -> Response:
    """Try the same on other days."""
    form, last = PeriodForm(), runs.of(me().id)
    if last is None or not form.validate_on_submit():
        return reply.go(url_for(".rules"), _("Choose a first and a last day."), "late")
    first, until = _days(form)
    try:
        return _ask(asking.read(last.question)._replace(first=first, last=until))
    except Refused as refused:
        return reply.go(url_for(".rules"), reply.say(refused), "late")


@blueprint.get("/members.csv")
@allow("administrator")
def members_csv() -> Response:
    """Everybody's difference as a file."""
    run = runs.of(me().id)
    found = outcome.holders(run.outcome, "-difference") if run and run.outcome else []
    rows = ((h.kind, h.name, h.now, h.tried, h.difference, h.tier_now, h.tier_tried) for h in found)
    return download_csv("dry-run", COLUMNS, rows)


def _drafts(form: TryForm) -> tuple[Draft, ...]:
    """The rules of the file that was brought; raises BadRuleFile."""
    if not form.file.data:
        return ()
    document = tomllib.loads(form.file.data.read(200_000).decode("utf-8-sig"))
    return tuple(load_rules(document, now(), me().actor, dry_run=True).drafts)


def _days(form: PeriodForm) -> tuple[date, date]:
    """First and last day, both given: the form was checked."""
    return form.first.data or date.min, form.last.data or date.min


def _ask(question: Question) -> Response:
    person_id = me().id
    run_id = in_transaction(lambda: runs.ask(person_id, question, now()))
    runs.answer_small(run_id)
    return reply.go(url_for(".rules"))


def _offered(form: TryForm) -> TryForm:
    """The form with every rule of today, on the usual days."""
    names = outcome.rule_names(Question(*usual_period(local_day(now()))))
    codes = sorted(rule.code for rule in asking.present(local_day(now())))
    form.without.choices = [("", _("None")), *((code, names.get(code, code)) for code in codes)]
    if not form.is_submitted():
        form.first.data, form.last.data = usual_period(local_day(now()))
    return form


def _page(form: TryForm, status: int = 200) -> Response:
    run = runs.of(me().id)
    return reply.show(
        "insights/rules.html",
        "insights/_dry_run.html",
        status=status,
        form=form,
        run=run,
        question=asking.read(run.question) if run else None,
        found=_found(run) if run and run.outcome else None,
    )


def _found(run: Any) -> dict[str, Any]:
    """The answer in the words and the order that the page asks for."""
    told, question = run.outcome, asking.read(run.question)
    sort = request.args.get("sort", "change")
    number = max(1, request.args.get("page", 1, type=int))
    everybody = outcome.holders(told, sort)
    return {
        "rules": outcome.pairs(told, "rules", outcome.rule_names(question)),
        "months": outcome.pairs(told, "months", outcome.month_names(told)),
        "segments": outcome.pairs(told, "segments", outcome.segment_names()),
        "counts": outcome.counts(told),
        "shares": outcome.shares(told),
        "holders": everybody[(number - 1) * PAGE : number * PAGE],
        "all": len(everybody),
        "sort": sort,
        "page": number,
        "pages": -(-len(everybody) // PAGE),
        "tiers": tier_names(),
    }
