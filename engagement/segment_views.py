"""Pages for the sponsor's staff: segments, who is in them, and an editor that counts while one types."""

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts import queries as people
from accounts.access import allow, me
from accounts.models import Segment
from accounts.words import KIND_NAMES, SIZE_NAMES
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from core.exports import download_csv
from core.rules import Refused
from engagement import segment_queries as queries
from engagement import segment_words as words
from engagement import segments
from engagement.conditions import read
from engagement.segment_form import SegmentForm
from points.tiers.schemes import in_force

blueprint = Blueprint("segments", __name__, url_prefix="/staff/programme/segments")


@blueprint.get("")
@allow("administrator")
def index() -> Response:
    """Every segment with how many are in it, and how that changed within a month."""
    lines = queries.segments(local_day(now()))
    return reply.show(
        "engagement/segments.html",
        lines=lines,
        missing=segments.missing(),
        retired=queries.retired(),
        words=words,
        tiers=_tiers(),
    )


@blueprint.post("/usual")
@allow("administrator")
def make_usual() -> Response:
    """Make those of the five usual ones that are missing."""
    in_transaction(lambda: len(segments.make_usual(now(), me().actor)))
    return reply.go(url_for(".index"), _("The usual segments are made: they count from tomorrow."))


@blueprint.get("/new")
@allow("administrator")
def new() -> Response:
    """The form of a new segment."""
    return _editor(_offered(SegmentForm()), None)


@blueprint.post("")
@allow("administrator")
def create() -> Response:
    """Save a new segment."""
    form = _offered(SegmentForm())
    said = form.conditions() if form.validate() else []
    if form.errors:
        return _editor(form, None, 422)
    names = (form.name_fr.data or "", form.name_en.data or "")
    try:
        in_transaction(lambda: segments.define(form.code.data or "", names, said, now(), me().actor).id)
    except Refused as refused:
        return _refused(form, None, refused)
    return reply.go(url_for(".one", code=form.code.data), _("The segment counts from tomorrow."))


@blueprint.post("/preview")
@allow("administrator")
def preview() -> Response:
    """Who the form would mean, while it is being filled in; a whole page without JavaScript."""
    form = _offered(SegmentForm())
    said = form.conditions()
    return _editor(form, queries.segment(form.code.data or ""), said=words.told(said, _tiers()))


@blueprint.get("/<code>")
@allow("administrator")
def one(code: str) -> Response:
    """One segment: what it says, who is in it, who came and went, what it said before."""
    found = _found(code)
    return reply.show(
        "engagement/segment.html",
        segment=found,
        members=queries.members(found.id, local_day(now())),
        moves=queries.moves(found.id),
        versions=[(at, words.told(read(said), _tiers())) for at, said in queries.versions(found.id)],
        words=words,
        tiers=_tiers(),
        kinds=KIND_NAMES,
        today=local_day(now()),
    )


@blueprint.get("/<code>.csv")
@allow("administrator")
def members_csv(code: str) -> Response:
    """Who is in a segment, as a file."""
    rows = queries.members(_found(code).id, local_day(now()))
    columns = ("code", "name", "kind", "city", "since", "turnover_12_months_cents")
    told = ((m.code, m.name, m.kind, m.city, m.since.isoformat(), m.turnover) for m in rows)
    return download_csv(f"segment-{code}", columns, told)


@blueprint.get("/<code>/edit")
@allow("administrator")
def edit(code: str) -> Response:
    """The form of a segment, filled with what it says."""
    found = _found(code)
    form = _offered(
        SegmentForm(obj=None, data={"code": code, "name_fr": found.name_fr, "name_en": found.name_en})
    )
    form.fill(read(found.conditions))
    return _editor(form, found)


@blueprint.post("/<code>")
@allow("administrator")
def change(code: str) -> Response:
    """Let a segment say something else from tomorrow on."""
    found, form = _found(code), _offered(SegmentForm())
    said = form.conditions() if form.validate() else []
    if form.errors:
        return _editor(form, found, 422)
    names, key = (form.name_fr.data or "", form.name_en.data or ""), found.id
    try:
        in_transaction(lambda: segments.change(key, names, said, now(), me().actor))
    except Refused as refused:
        return _refused(form, found, refused)
    return reply.go(url_for(".one", code=code), _("The segment counts from tomorrow."))


@blueprint.post("/<code>/retirement")
@allow("administrator")
def retire(code: str) -> Response:
    """Keep a segment no more."""
    key = _found(code).id
    try:
        in_transaction(lambda: segments.retire(key, now(), me().actor))
    except Refused as refused:
        return reply.go(url_for(".one", code=code), reply.say(refused), "late")
    return reply.go(url_for(".index"), _("The segment is kept until tonight."))


def _found(code: str) -> Segment:
    return queries.segment(code) or abort(404)


def _tiers() -> dict[str, str]:
    scheme = in_force(local_day(now()))
    return words.tier_names(scheme.tiers) if scheme else {}


def _offered(form: SegmentForm) -> SegmentForm:
    """The form with every word that companies are known by."""
    form.offer(
        {
            "kind": [(key, str(name)) for key, name in KIND_NAMES.items() if key != "sponsor"],
            "size": [(key, str(name)) for key, name in SIZE_NAMES.items() if key],
            "sector": [(one, one) for one in queries.sectors()],
            "region": [(one, one) for one in people.regions()],
            "tier": list(_tiers().items()),
        }
    )
    return form


def _editor(
    form: SegmentForm, found: Segment | None, status: int = 200, said: list[str] | None = None
) -> Response:
    conditions = [] if form.errors else form.conditions()
    return reply.show(
        "engagement/segment_form.html",
        "engagement/_segment_count.html" if said is not None else None,
        status=status,
        form=form,
        segment=found,
        said=words.told(conditions, _tiers()),
        count=queries.count(conditions, local_day(now())) if conditions else None,
    )


def _refused(form: SegmentForm, found: Segment | None, refused: Refused) -> Response:
    form.code.errors = [*form.code.errors, reply.say(refused)]
    return _editor(form, found, 422)
