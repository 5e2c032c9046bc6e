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
from points.briefs import actions as briefs
from points.programme import drafting, fields
from points.programme import versions as programme
from points.programme.boosts import day_end
from points.programme.changes import changes
from points.programme.filling import prepare
from points.programme.forms import RuleForm
from points.programme.lists import rule_lists, told
from points.programme.results import given_lately
from points.programme.warnings import warnings
from points.rules import KINDS, active_on
from points.rules.briefing import NoBrief
from points.sentences.kinds import kind_titles
from points.sentences.rule import rule_sentence
from points.sentences.scope import margins
from points.sentences.words import words_of

blueprint = Blueprint("points_rules", __name__, url_prefix="/staff")
blueprint.add_app_template_filter(day_end)


@blueprint.get("/programme")
@allow("administrator")
def rules() -> Response:
    """The rules in force, those to come, and what was in force before; boosts have a page of their own."""
    lists = rule_lists(local_day(now()), boosts=False)
    return reply.show("points/staff_programme.html", lists=lists, kinds=kind_titles())


@blueprint.get("/programme/boosts")
@allow("administrator")
def boosts() -> Response:
    """Boosts that run, that are coming and that are over."""
    today = local_day(now())
    return reply.show("points/staff_boosts.html", lists=rule_lists(today, boosts=True), today=today)


@blueprint.get("/programme/rules/<code>")
@allow("administrator")
def rule(code: str) -> Response:
    """One rule: what it says, what it gave lately, every version of it."""
    rows, today = programme.versions(code) or abort(404), local_day(now())
    versions = told(rows)
    running = active_on([one.rule for one in versions], today)
    shown = next((one for one in versions if one.rule in running), versions[-1])
    return reply.show(
        "points/staff_rule.html",
        shown=shown,
        versions=list(reversed(versions)),
        running=bool(running),
        lately=given_lately({row.id for row in rows}, now()),
        margins=margins(shown.rule),
        warned=warnings(shown.rule, today),
        kinds=kind_titles(),
        today=today,
    )


@blueprint.get("/programme/rules/new")
@allow("administrator")
def new_rule() -> Response:
    """First which kind, then the form of a new rule of it."""
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        return reply.show("points/staff_rule_kinds.html", groups=fields.offered())
    form = RuleForm(starts_on=local_day(now()) + timedelta(days=1))
    prepare(form, kind)
    return _form(form)


@blueprint.get("/programme/rules/<code>/versions/new")
@allow("administrator")
def new_version(code: str) -> Response:
    """The form of a rule's next version, filled with what the newest one says."""
    before = programme.versions(code) or abort(404)
    draft = programme.draft_of(before[-1])
    form = RuleForm(starts_on=programme.earliest_version(code, local_day(now()) + timedelta(days=1)))
    prepare(form, draft.rule.kind, draft)
    return _form(form, code)


@blueprint.post("/programme/preview")
@allow("administrator")
def preview() -> Response:
    """What the form would say, while it is being filled in."""
    form, draft = _sent(), None
    if form:
        draft = drafting.draft_from(form)
    said = rule_sentence(draft.rule, words_of(draft.rule)) if draft else ""
    hidden = margins(draft.rule) if draft else ""
    return reply.show("points/_preview.html", said=said, margins=hidden)


@blueprint.post("/programme/drafts")
@allow("administrator")
def check_rule() -> Response:
    """Say what a version will change, and from when, before it does."""
    form, follows, today = _sent() or abort(400), request.form.get("follows", ""), local_day(now())
    draft = drafting.checked(form, follows, today)
    if draft is None:
        return _form(form, follows, 422)
    words, before = words_of(draft.rule), programme.versions(draft.code)[-1:]
    return reply.show(
        "points/staff_rule_confirm.html",
        draft=draft,
        said=rule_sentence(draft.rule, words),
        before=before,
        changes=changes(programme.draft_of(before[0]), draft, words) if before else [],
        warned=warnings(draft.rule, today),
        margins=margins(draft.rule),
        brief_first=briefs.asked_for_rules(),
        sent=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
    )


@blueprint.post("/programme/rules")
@allow("administrator")
def write_rule() -> Response:
    """Write a version that was checked."""
    form, follows = _sent() or abort(400), request.form.get("follows", "")
    draft = drafting.checked(form, follows, local_day(now()))
    if draft is None:
        return _form(form, follows, 422)
    if briefs.asked_for_rules():
        return reply.go(url_for("briefs.brief"), reply.say(NoBrief()), "late")
    with transaction():
        programme.write_version(draft, now(), me().actor)
    day = figures.day(draft.starts_on, year=True)
    place = url_for(".rule", code=draft.code)
    return reply.go(place, gettext("The rule is in force from %(day)s.", day=day))


@blueprint.post("/programme/rules/<code>/end")
@allow("administrator")
def end_rule(code: str) -> Response:
    """Let a rule stop after today."""
    last_day = local_day(now())
    with transaction():
        programme.end_rule(code, last_day, now(), me().actor)
    return reply.go(url_for(".rules"), gettext("The rule counts until tonight."))


def _sent() -> RuleForm | None:
    """The form that was sent, with the fields of its kind; None for no kind of ours."""
    form = RuleForm()
    if form.kind.data not in KINDS:
        return None
    prepare(form, form.kind.data)
    return form


def _form(form: RuleForm, code: str = "", status: int = 200) -> Response:
    kind = str(form.kind.data)
    title = kind_titles()[kind]
    return reply.show(
        "points/staff_rule_form.html", status=status, form=form, code=code, kind=kind, title=title
    )
