"""Pages of targets: what each competitor is held against, where it comes from, a file to replace it."""

from collections.abc import Iterator

from flask import abort, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.parts import RELATIVE, Targets
from challenges.document.reading import stored
from challenges.life import target_lists
from challenges.models import Challenge
from challenges.pages import target_words, words
from challenges.pages.staff_blueprint import blueprint
from challenges.proof import tables
from challenges.scoring import target_files
from challenges.scoring.target_files import TargetsRefused
from core import reply
from core.clock import now
from core.database import in_transaction
from core.exports import download_csv
from core.forms import Form
from core.rules import Refused

#: Rows shown; the file has all of them.
SHOWN = 200
MOST_ERRORS = 30
#: Bytes of a file of targets.
MOST = 5 * 1024 * 1024
NONE = Targets()


class TargetForm(Form):
    """A file of targets."""

    file = FileField(_l("File of targets (CSV)"), [FileRequired(_l("Choose a file first."))])


@blueprint.get("/challenges/<code>/targets")
@allow("administrator")
def targets(code: str) -> Response:
    """Everybody's target, and a place to bring a file."""
    return _page(_held(code), TargetForm())


@blueprint.get("/challenges/<code>/targets.csv")
@allow("administrator")
def targets_csv(code: str) -> Response:
    """Everybody's target as a file that can be changed and brought back; euros with a dot, or pieces."""
    one = _held(code)
    return download_csv(f"targets-{one.code}", ("code", "name", "target"), _rows(one))


@blueprint.post("/challenges/<code>/targets")
@allow("administrator")
def bring_targets(code: str) -> Response:
    """Take a file in whole, or say everything that is wrong with it."""
    one, form, by = _held(code), TargetForm(), me().actor
    if not form.validate_on_submit():
        return _page(one, form, 422)
    content = form.file.data.stream.read(MOST)
    try:
        done = in_transaction(lambda: target_files.bring_in(one.id, content, now(), by))
    except Refused as refused:
        form.file.errors = _errors(refused)
        return _page(one, form, 422)
    said = _("%(new)s new targets, %(replaced)s replaced, %(known)s as before.", **done._asdict())
    return reply.go(url_for(".targets", code=code), said)


def _held(code: str) -> Challenge:
    """A challenge with something that is held against a target."""
    one = desk.challenge(me(), code) or abort(404)
    return one if any(it.kind in RELATIVE for it in stored(one.document).metrics) else abort(404)


def _errors(refused: Refused) -> list[str]:
    """What is wrong with a file, line by line; the first so many."""
    if not isinstance(refused, TargetsRefused):
        return [reply.say(refused)]
    return [
        _("Line %(line)s: %(what)s", line=it.path, what=_(it.sentence, **it.facts))
        for it in refused.problems[:MOST_ERRORS]
    ]


def _page(one: Challenge, form: TargetForm, status: int = 200) -> Response:
    document = stored(one.document)
    listed = target_lists.listed(one, now(), SHOWN)
    return reply.show(
        "challenges/staff_targets.html",
        status=status,
        one=one,
        document=document,
        form=form,
        listed=listed,
        names=tables.names_of(target_lists.kind_of(document), [it.subject_id for it in listed]),
        total=target_lists.many(one, now()),
        shown=SHOWN,
        fixed=one.state not in ("draft", "announced") or now() >= one.starts_at,
        said=target_words,
        measured=lambda value: words.measured(value, (document.targets or NONE).of),
    )


def _rows(one: Challenge) -> Iterator[tuple[str, str, str]]:
    document = stored(one.document)
    pieces = (document.targets or NONE).of == "quantity"
    listed = target_lists.listed(one, now())
    names = tables.names_of(target_lists.kind_of(document), [it.subject_id for it in listed])
    for it in listed:
        figure = str(it.target) if pieces else f"{it.target // 100}.{it.target % 100:02d}"
        yield (*names[it.subject_id], figure)
