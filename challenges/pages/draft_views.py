"""Pages that write drafts: from a template, from a form, from a file, from another challenge."""

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import actions, desk
from challenges.document.problems import DocumentRefused
from challenges.document.reading import brief_in, from_file, stored
from challenges.document.terms import Document
from challenges.pages import beginning, drafting, filling, previewing
from challenges.pages.draft_form import ChallengeForm
from challenges.pages.forms import FileForm
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import local_day, now
from core.database import transaction
from core.rules import Refused
from points.rules.briefing import Answers


@blueprint.get("/challenges/new")
@allow("administrator")
def new() -> Response:
    """What to begin with; or the form, filled by a template (`?template=`) or another one (`?like=code`)."""
    like, template = request.args.get("like", ""), request.args.get("template", "")
    if like:
        return _form_page(_filled(_clone(like)))
    choice = beginning.read(request.args, local_day(now()))
    document = beginning.document(template, choice) if template and choice.sound else None
    if document is None:
        return _beginning(FileForm(formdata=None), choice, 422 if template else 200)
    return _form_page(_filled(document))


@blueprint.post("/challenges")
@allow("administrator")
def create() -> Response:
    """Write a new draft from the form."""
    form = ChallengeForm()
    filling.offer(form)
    document = drafting.document_from(form)
    if document and actions.free_code(document.code) != document.code:
        form.code.errors = [*form.code.errors, _("There already is a challenge with this code.")]
        document = None
    return _save(document) if document else _form_page(form, status=422)


@blueprint.post("/challenges/preview")
@allow("administrator")
def preview() -> Response:
    """What the form says so far, beside it; or the form with another row. Nothing is kept."""
    form, code = ChallengeForm(), request.args.get("code", "")
    if key := request.form.get("more"):
        filling.more(form, key)
    filling.offer(form)
    return _form_page(form, code=code, fragment=True)


@blueprint.post("/challenges/file")
@allow("administrator")
def upload() -> Response:
    """Write a draft, or write it again, from its file."""
    form = FileForm()
    if not form.validate_on_submit():
        return _beginning(form, None, 422)
    try:
        text = form.file.data.read(200_000)
        return _save(from_file(text), brief_in(text))
    except DocumentRefused as refused:
        form.file.errors = [drafting.placed_sentence(one) for one in refused.problems]
    except Refused as refused:
        form.file.errors = [reply.say(refused)]
    return _beginning(form, None, 422)


@blueprint.get("/challenges/<code>/draft")
@allow("administrator")
def edit(code: str) -> Response:
    """The form of a draft."""
    return _form_page(_filled(_draft(code)), code=code)


@blueprint.post("/challenges/<code>/draft")
@allow("administrator")
def rewrite(code: str) -> Response:
    """Write a draft again from the form; its code stays."""
    before = _draft(code)
    form = ChallengeForm()
    filling.offer(form, before)
    document = drafting.document_from(form, code)
    return _save(document) if document else _form_page(form, status=422, code=code)


def _amending(code: str) -> bool:
    """Whether the form is about a challenge that is launched: it then leads to an amendment."""
    one = desk.challenge(me(), code) if code else None
    return one is not None and one.state != "draft"


def _draft(code: str) -> Document:
    one = desk.challenge(me(), code)
    return stored(one.document) if one and one.state == "draft" else abort(404)


def _clone(code: str) -> Document:
    one = desk.challenge(me(), code) or abort(404)
    return beginning.again(stored(one.document), local_day(now()))


def _filled(document: Document) -> ChallengeForm:
    form = ChallengeForm(formdata=None, data=filling.values_of(document))
    filling.offer(form, document)
    return form


def _save(document: Document, brief: Answers | None = None) -> Response:
    with transaction():
        actions.save_draft(document, now(), me().actor, brief)
    said = _("The draft is kept. Nobody sees it before the launch.")
    return reply.go(url_for("challenges_staff.challenge", code=document.code), said)


def _beginning(form: FileForm, choice: beginning.Choice | None, status: int = 200) -> Response:
    return reply.show(
        "challenges/staff_new.html",
        status=status,
        form=form,
        choice=choice or beginning.read({}, local_day(now())),
        templates=beginning.offered(),
        ranges=beginning.ranges(),
        last=beginning.last_season(me()),
    )


def _form_page(form: ChallengeForm, status: int = 200, code: str = "", fragment: bool = False) -> Response:
    return reply.show(
        "challenges/staff_form.html",
        "challenges/_preview.html" if fragment else None,
        status=status,
        form=form,
        code=code,
        amending=_amending(code),
        shown=previewing.preview(form, code),
        wrong=drafting.wrong(form),
    )
