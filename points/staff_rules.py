"""Pages for the sponsor's staff: the rules in force, and the next ones."""

from datetime import timedelta

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import format as figures
from core import reply
from core.clock import local_day, now
from core.database import transaction
from points import drafting, programme, queries
from points.rule_form import RuleForm
from points.rules import active_on
from points.sentences import rule_sentence
from points.words import words_for

blueprint = Blueprint("points_rules", __name__, url_prefix="/staff")


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
