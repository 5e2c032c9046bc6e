"""Pages that write drafts: from a form, from a file, from another challenge."""

from dataclasses import replace

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import actions, desk
from challenges.document.problems import DocumentRefused
from challenges.document.reading import brief_in, from_toml, stored
from challenges.document.terms import Document
from challenges.pages import drafting
from challenges.pages.forms import ChallengeForm, FileForm
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import now
from core.database import transaction
from core.rules import Refused
from points.rules.briefing import Answers


@blueprint.get("/challenges/new")
@allow("administrator")
def new() -> Response:
    """The form of a new challenge; empty, or like another one (`?like=code`)."""
    like = request.args.get("like", "")
    document = _clone(like) if like else None
    form = ChallengeForm(data=drafting.values_of(document) if document else None)
    return _form_page(form, document)


@blueprint.post("/challenges")
@allow("administrator")
def create() -> Response:
    """Write a new draft from the form."""
    form = ChallengeForm()
    drafting.offer(form)
    document = drafting.document_from(form)
    if document and actions.free_code(document.code) != document.code:
        form.code.errors = [*form.code.errors, _("There already is a challenge with this code.")]
        document = None
    return _save(document) if document else _form_page(form, None, status=422)


@blueprint.post("/challenges/file")
@allow("administrator")
def upload() -> Response:
    """Write a draft, or write it again, from its file."""
    form = FileForm()
    if not form.validate_on_submit():
        return _form_page(ChallengeForm(formdata=None), None, form, 422)
    try:
        text = form.file.data.read(200_000)
        return _save(from_toml(text), brief_in(text))
    except DocumentRefused as refused:
        form.file.errors = [f"{one.path}: {drafting.sentence(one)}" for one in refused.problems]
    except Refused as refused:
        form.file.errors = [reply.say(refused)]
    return _form_page(ChallengeForm(formdata=None), None, form, 422)


@blueprint.get("/challenges/<code>/draft")
@allow("administrator")
def edit(code: str) -> Response:
    """The form of a draft."""
    document = _draft(code)
    return _form_page(ChallengeForm(data=drafting.values_of(document)), document, code=code)


@blueprint.post("/challenges/<code>/draft")
@allow("administrator")
def rewrite(code: str) -> Response:
    """Write a draft again from the form; its code stays."""
    before = _draft(code)
    form = ChallengeForm()
    drafting.offer(form, before)
    document = drafting.document_from(form, code)
    return _save(document) if document else _form_page(form, before, status=422, code=code)


def _draft(code: str) -> Document:
    one = desk.challenge(me(), code)
    return stored(one.document) if one and one.state == "draft" else abort(404)


def _clone(code: str) -> Document:
    one = desk.challenge(me(), code) or abort(404)
    return replace(stored(one.document), code=actions.free_code(one.code))


def _save(document: Document, brief: Answers | None = None) -> Response:
    with transaction():
        actions.save_draft(document, now(), me().actor, brief)
    said = _("The draft is kept. Nobody sees it before the launch.")
    return reply.go(url_for("challenges_staff.challenge", code=document.code), said)


def _form_page(
    form: ChallengeForm,
    document: Document | None,
    file_form: FileForm | None = None,
    status: int = 200,
    code: str = "",
) -> Response:
    drafting.offer(form, document)
    return reply.show(
        "challenges/staff_form.html", status=status, form=form, file_form=file_form or FileForm(), code=code
    )
