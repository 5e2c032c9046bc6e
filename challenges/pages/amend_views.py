"""Staff pages of a launched document: its versions, and the way to a next one: change, compare, publish."""

from collections.abc import Sequence
from datetime import datetime

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.lines import with_lines
from challenges.document.problems import DocumentRefused
from challenges.document.reading import from_file, stored
from challenges.document.terms import Document, short
from challenges.document.writing import to_toml
from challenges.life import acceptance, amendments, forecasts, gate
from challenges.life.amendments import AMENDABLE, Amendment
from challenges.models import Challenge
from challenges.pages import change_words, drafting, filling, previewing, staff_words, words
from challenges.pages.amend_forms import LONGEST, AmendForm, DearerForm, PublishForm
from challenges.pages.draft_form import ChallengeForm
from challenges.pages.drafting import placed_sentence
from challenges.pages.forecast_views import begin
from challenges.pages.staff_blueprint import blueprint
from challenges.rules.forecast import approvable, sound
from challenges.rules.versions import AmendedTooEarly, AmendedTooLate, DearerUnapproved
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from core.rules import Refused
from points.rules.refusals import FundTooSmall


@blueprint.get("/challenges/<code>/versions")
@allow("administrator", "account_manager")
def versions(code: str) -> Response:
    """Every version of a document: what changed, why, from when, and how many accepted it."""
    one = desk.challenge(me(), code) or abort(404)
    return reply.show(
        "challenges/staff_versions.html",
        one=one,
        document=stored(one.document),
        versions=list(reversed(amendments.versions(one.id))),
        accepted=acceptance.counts(one.id),
        amendable=one.state in AMENDABLE,
        changed=change_words,
        said=staff_words,
        words=words,
        short=short,
    )


@blueprint.get("/challenges/<code>/amendment")
@allow("administrator")
def amend_page(code: str) -> Response:
    """The document to change, as a file or here."""
    one = _running(code)
    document = stored(one.document)
    form = AmendForm(formdata=None, text=to_toml(document), from_on=max(local_day(now()), document.first))
    return _change(one, form)


@blueprint.post("/challenges/<code>/amendment")
@allow("administrator")
def amend(code: str) -> Response:
    """What would change, side by side, before anything does."""
    one, form = _running(code), AmendForm()
    if not form.validate_on_submit():
        return _change(one, form, 422)
    try:
        return _compare(one, _prepared(one, form, now()))
    except DocumentRefused as refused:
        form.text.errors = [placed_sentence(one) for one in refused.problems]
    except Refused as refused:
        form.from_on.errors = [reply.say(refused)]
    return _change(one, form, 422)


@blueprint.get("/challenges/<code>/amendment/form")
@allow("administrator")
def amend_form(code: str) -> Response:
    """The document to change, as the guided form."""
    one = _running(code)
    document = stored(one.document)
    form = ChallengeForm(formdata=None, data=filling.values_of(document))
    filling.offer(form, document)
    return _guided(one, form)


@blueprint.post("/challenges/<code>/amendment/form")
@allow("administrator")
def amend_by_form(code: str) -> Response:
    """What the form would change, side by side."""
    one, form, at = _running(code), ChallengeForm(), now()
    filling.offer(form, stored(one.document))
    document = drafting.document_from(form, code)
    if document is None:
        return _guided(one, form, 422)
    try:
        return _compare(one, amendments.prepare(one.id, document, local_day(at), at))
    except DocumentRefused as refused:
        return _guided(one, form, 422, [(one.path, placed_sentence(one)) for one in refused.problems])
    except Refused as refused:
        return _guided(one, form, 422, [("", reply.say(refused))])


@blueprint.post("/challenges/<code>/amendment/publication")
@allow("administrator")
def publish(code: str) -> Response:
    """Publish exactly what was read."""
    one, form, at, by = _running(code), PublishForm(), now(), me().actor
    after, day, reason = _read(form), form.from_on.data, form.reason.data or ""
    if form.validate_on_submit() and day:
        agreed = (form.before.data or "", after.hash)
        try:
            in_transaction(lambda: amendments.publish(one.id, after, day, reason, at, by, agreed))
        except (AmendedTooEarly, AmendedTooLate, DearerUnapproved, FundTooSmall) as refused:
            form.from_on.errors = [reply.say(refused)]
        else:
            said = _("The new version is in force from its day on; everybody who takes part is told.")
            return reply.go(url_for(".versions", code=code), said)
    return _compare(one, amendments.prepare(one.id, after, local_day(at), at), form, 422)


@blueprint.post("/challenges/<code>/amendment/forecast")
@allow("administrator")
def forecast_amendment(code: str) -> Response:
    """Write down what an amendment that may cost more is to bring, and answer for it in one's own name."""
    one, form, at, by = _running(code), DearerForm(), now(), me().actor
    after, challenge_id = _read(form), one.id
    amendment = amendments.prepare(one.id, after, form.from_on.data or local_day(at), at)
    if not form.validate_on_submit():
        return _compare(one, amendment, status=422, dearer=form)
    inputs = form.inputs()
    if wrong := [*sound(inputs), *approvable(inputs)]:
        form.growth.errors = [reply.say(refused) for refused in wrong]
        return _compare(one, amendment, status=422, dearer=form)
    in_transaction(
        lambda: forecasts.approve(forecasts.write(challenge_id, inputs, at, by, after), "", at, by)
    )
    return _compare(one, amendment)


def _read(form: PublishForm | DearerForm) -> Document:
    """What was read, as it comes back; whoever changed it on the way gets no page."""
    try:
        return from_file(form.text.data or "")
    except DocumentRefused:
        abort(400)


def _running(code: str) -> Challenge:
    one = desk.challenge(me(), code)
    return one if one and one.state in AMENDABLE else abort(404)


def _prepared(one: Challenge, form: AmendForm, at: datetime) -> Amendment:
    """The amendment of a file, where one was chosen, else of the text; raises what is wrong with it."""
    sent = form.file.data
    said = sent.read(LONGEST) if sent and sent.filename else (form.text.data or "")
    document = from_file(said)
    if isinstance(said, bytes):
        form.text.data = to_toml(document)
    try:
        return amendments.prepare(one.id, document, form.from_on.data or local_day(at), at)
    except DocumentRefused as refused:
        raise DocumentRefused(with_lines(refused.problems, form.text.data or "")) from None


def _change(one: Challenge, form: AmendForm, status: int = 200) -> Response:
    return reply.show(
        "challenges/staff_amend.html",
        status=status,
        one=one,
        document=stored(one.document),
        form=form,
        words=words,
        today=local_day(now()),
    )


def _guided(
    one: Challenge, form: ChallengeForm, status: int = 200, refused: Sequence[tuple[str, str]] = ()
) -> Response:
    """The guided form; what an amendment may not change stands above it, by its key."""
    return reply.show(
        "challenges/staff_form.html",
        status=status,
        form=form,
        code=one.code,
        amending=True,
        shown=previewing.preview(form, one.code),
        wrong=[*((path, path, said) for path, said in refused), *drafting.wrong(form)],
    )


def _compare(
    one: Challenge,
    it: Amendment,
    form: PublishForm | None = None,
    status: int = 200,
    dearer: DearerForm | None = None,
) -> Response:
    read = {"text": to_toml(it.after), "from_on": it.from_on, "before": it.before.hash}
    form = form or PublishForm(formdata=None, **read)
    costs = _costs(one, it.after)
    if costs[1] > costs[0] and not forecasts.is_approved(one.id, it.after.hash):
        dearer = dearer or DearerForm(formdata=None, **read)
        if not dearer.errors:
            dearer.fill(begin(one, it.after))
    rows = change_words.rows([change.plain() for change in it.changes], it.after)
    return reply.show(
        "challenges/staff_amend_confirm.html",
        status=status,
        one=one,
        amendment=it,
        rows=rows,
        costs=costs,
        form=form,
        dearer=dearer,
        words=words,
        short=short,
    )


def _costs(one: Challenge, after: Document) -> tuple[int, int]:
    """Points set aside now, and those that the new version asks for; raises Unbounded."""
    before = gate.set_aside(one)
    return before, max(gate.worst(after).total, before)
