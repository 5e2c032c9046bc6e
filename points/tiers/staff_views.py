"""Pages of the tiers for the sponsor's staff: in force, in draft, previewed, published."""

from datetime import timedelta

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import format as figures
from core import reply
from core.clock import local_day, now
from core.database import transaction
from core.exports import download_csv
from core.rules import Refused
from points.rules.tier_counts import shares
from points.rules.tiers import Scheme
from points.tiers import drafting, roll, schemes, sentences, standings
from points.tiers.forms import PublishForm, SchemeForm

blueprint = Blueprint("tiers_staff", __name__, url_prefix="/staff/programme/tiers")

#: Names shown on a page; the file has all of them.
MOST = 40


@blueprint.get("")
@allow("administrator")
def scheme() -> Response:
    """The tiers in force: who holds them, who is about to lose one; the versions before and to come."""
    today = local_day(now())
    row = schemes.in_force(today)
    running = schemes.scheme_of(row) if row else None
    lines = roll.roll(running, today) if running else []
    codes = [line.progress.level.code for line in lines if line.progress.level]
    return reply.show(
        "points/staff_tiers.html",
        running=running,
        row=row,
        holding=[(level, codes.count(level.code)) for level in running.levels] if running else [],
        total=len(lines),
        risky=roll.at_risk(lines),
        coming=[one for one in schemes.published() if one.starts_on and one.starts_on > today],
        draft=schemes.draft(),
        said=sentences,
        most=MOST,
    )


@blueprint.get("/holders.csv")
@allow("administrator")
def holders_csv() -> Response:
    """Everybody's tier as a file; amounts in cents where turnover counts."""
    today = local_day(now())
    row = schemes.in_force(today) or abort(404)
    columns = ("code", "name", "tier", "figure", "acts", "to_reach_next", "to_keep", "keep_by")
    rows = (
        (who.code, who.name, told.level.code if told.level else "", told.amount, told.acts, told.to_reach,
         told.to_keep, told.keep_by)
        for who, told in roll.roll(schemes.scheme_of(row), today)
    )  # fmt: skip
    return download_csv("tiers", columns, rows)


@blueprint.get("/draft")
@allow("administrator")
def draft() -> Response:
    """The draft, or one that begins from what is in force; thresholds may come from the calibration."""
    form = SchemeForm()
    drafting.fill(form, _start(), request.args.getlist("threshold", type=int))
    return reply.show("points/staff_tier_draft.html", form=form, saved=schemes.draft() is not None)


@blueprint.post("/draft")
@allow("administrator")
def save() -> Response:
    """Keep the draft, and show what it would change."""
    form = SchemeForm()
    said = drafting.scheme_from(form)
    if said is None:
        drafting.offer_more(form)
        return reply.show("points/staff_tier_draft.html", status=422, form=form, saved=False)
    with transaction():
        schemes.save_draft(said, now(), me().actor)
    return reply.go(url_for(".preview"))


@blueprint.post("/draft/removal")
@allow("administrator")
def drop() -> Response:
    """Throw the draft away."""
    try:
        with transaction():
            schemes.drop_draft(now(), me().actor)
    except Refused as refused:
        return reply.go(url_for(".scheme"), reply.say(refused), "warning")
    return reply.go(url_for(".scheme"), gettext("The draft is gone. Nothing else has changed."))


@blueprint.post("/<int:scheme_id>/withdrawal")
@allow("administrator")
def withdraw(scheme_id: int) -> Response:
    """Make a version that has not begun a draft again."""
    if scheme_id not in {one.id for one in schemes.published()}:
        abort(404)
    try:
        with transaction():
            schemes.withdraw(scheme_id, now(), me().actor)
    except Refused as refused:
        return reply.go(url_for(".scheme"), reply.say(refused), "warning")
    return reply.go(url_for(".draft"), gettext("The version is a draft again: members keep today’s tiers."))


@blueprint.get("/draft/preview")
@allow("administrator")
def preview() -> Response:
    """Who would stand where under the draft, by name, before anything changes."""
    return _preview(PublishForm(formdata=None, starts_on=local_day(now()) + timedelta(days=1)))


@blueprint.get("/draft/preview.csv")
@allow("administrator")
def preview_csv() -> Response:
    """Every change that the draft would bring, as a file."""
    rows = (
        (one.who.code, one.who.name, one.amount, one.before.code if one.before else "",
         one.after.code if one.after else "", one.steps)
        for one in roll.moves(_draft(), _running(), local_day(now()))
    )  # fmt: skip
    return download_csv("tiers-preview", ("code", "name", "figure", "before", "after", "steps"), rows)


@blueprint.post("/draft/publication")
@allow("administrator")
def publish() -> Response:
    """Put the draft in force from a day."""
    form = PublishForm()
    starts_on = form.starts_on.data
    if not form.validate_on_submit() or starts_on is None:
        return _preview(form, 422)
    try:
        with transaction():
            schemes.publish(starts_on, now(), me().actor)
            if starts_on <= local_day(now()):
                standings.review(now(), me().actor)
    except Refused as refused:
        form.starts_on.errors = [reply.say(refused)]
        return _preview(form, 422)
    day = figures.day(starts_on, year=True)
    return reply.go(url_for(".scheme"), gettext("The tiers are in force from %(day)s.", day=day))


def _preview(form: PublishForm, status: int = 200) -> Response:
    draft, running, today = _draft(), _running(), local_day(now())
    moves = roll.moves(draft, running, today)
    return reply.show(
        "points/staff_tier_preview.html",
        status=status,
        form=form,
        draft=draft,
        counted=list(zip(draft.levels, shares(draft, roll.everybody(draft, today).values()), strict=True)),
        rising=[one for one in moves if one.steps > 0],
        falling=[one for one in moves if one.steps < 0],
        said=sentences,
        most=MOST,
    )


def _draft() -> Scheme:
    return schemes.scheme_of(schemes.draft() or abort(404))


def _running() -> Scheme | None:
    row = schemes.in_force(local_day(now()))
    return schemes.scheme_of(row) if row else None


def _start() -> Scheme:
    row = schemes.draft()
    return schemes.scheme_of(row) if row else (_running() or drafting.FIRST)
