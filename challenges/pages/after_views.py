"""Staff pages of what remains: figures and late sales of a sealed challenge; its files, to be checked."""

from flask import abort, current_app, make_response
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.document.scope import stored_scope
from challenges.models import Challenge
from challenges.pages import staff_words, words
from challenges.pages.staff_blueprint import blueprint
from challenges.proof import after as afterwards
from challenges.proof import exporting
from challenges.proof.exporting import Exported
from challenges.rules.states import SETTLED
from core import reply
from core.clock import now
from core.database import in_transaction


@blueprint.get("/challenges/<code>/after")
@allow("administrator")
def after(code: str) -> Response:
    """Who took part and came back, what was won, what arrived late and would have changed."""
    one, at = _seen(code), now()
    if one.state not in SETTLED:
        abort(404)
    lines, moved = afterwards.late(one.id, at)
    return reply.show(
        "challenges/staff_after.html",
        one=one,
        document=stored(one.document),
        scope=stored_scope(one.scope),
        after=afterwards.after(one.id),
        lines=lines,
        moved=moved,
        recounted=afterwards.recounted(one.id),
        quiet=afterwards.QUIET.days,
        said=staff_words,
        words=words,
    )


@blueprint.post("/challenges/<code>/public.json")
@allow("administrator")
def public_file(code: str) -> Response:
    """The public file: ranks and prizes under salted ids, sealed."""
    made = _exported(code)
    return _file(f"{code}.public.json", made.public_text, "application/json")


@blueprint.post("/challenges/<code>/auditor.jsonl")
@allow("administrator")
def auditors_file(code: str) -> Response:
    """The auditor's file: names, amounts, the salt."""
    made = _exported(code)
    return _file(f"{code}.auditor.jsonl", made.auditor_text, "application/jsonl")


def _exported(code: str) -> Exported:
    one, by = _seen(code), me().actor
    if one.board_id is None:
        abort(404)
    challenge_id, salt = one.id, exporting.salt_of(current_app.config["SETTINGS"].secret_key, code)
    return in_transaction(lambda: exporting.export(challenge_id, salt, now(), by))


def _file(name: str, text: str, kind: str) -> Response:
    response: Response = make_response(text)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _seen(code: str) -> Challenge:
    return desk.challenge(me(), code) or abort(404)
