"""Staff pages of the closing: appeals answered, the result proposed and certified, extra prizes."""

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.closing import closing
from challenges.life import appeals, extras, lifecycle
from challenges.models import Appeal, Challenge, ExtraPrize
from challenges.pages import closing_words, staff_words, words
from challenges.pages.closing_forms import AnswerForm, CertifyForm, ExtraForm
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import now
from core.database import in_transaction, session
from leaderboard import queries as boards

#: States from which there is a result to look at.
CLOSING = ("closing", "certified", "paid")
#: Competitors whom the form of an extra prize offers, the best ones.
MOST_NAMES = 50


@blueprint.get("/challenges/<code>/result")
@allow("administrator")
def result(code: str) -> Response:
    """The result as it is proposed or sealed, what holds it up, what became of its prizes."""
    return _result(_closing(code), _extra_form(code))


@blueprint.post("/challenges/<code>/proposal")
@allow("administrator")
def propose(code: str) -> Response:
    """The first pair of eyes."""
    one = _closing(code)
    in_transaction(lambda: lifecycle.propose(one.id, now(), me().actor))
    return reply.go(url_for(".result", code=code), _("The result is proposed: somebody else certifies it."))


@blueprint.post("/challenges/<code>/certification")
@allow("administrator")
def certify(code: str) -> Response:
    """The second pair of eyes; a proposal that fell is read again first."""
    one, form = _closing(code), CertifyForm()
    if not form.validate_on_submit():
        abort(400)
    in_transaction(lambda: lifecycle.certify(one.id, now(), me().actor, form.agreed.data or ""))
    session.expire_all()
    if session.get_one(Challenge, one.id).state == "closing":
        said = _("Sales came in since the proposal: it fell and was made again. Read it, then certify it.")
        return reply.go(url_for(".result", code=code), said, "late")
    return reply.go(url_for(".result", code=code), _("The result is certified."))


@blueprint.get("/challenges/<code>/appeals")
@allow("administrator")
def appeals_page(code: str) -> Response:
    """Every appeal, those that wait first."""
    return _appeals(_seen(code), AnswerForm())


@blueprint.post("/challenges/<code>/appeals/<int:appeal_id>")
@allow("administrator")
def answer(code: str, appeal_id: int) -> Response:
    """Answer an appeal in words."""
    one, form = _seen(code), AnswerForm()
    appeal = session.get(Appeal, appeal_id)
    if appeal is None or appeal.challenge_id != one.id:
        abort(404)
    if not form.validate_on_submit():
        return _appeals(one, form, appeal_id, 422)
    accepted, said = form.decision.data == "accepted", form.words.data or ""
    in_transaction(lambda: appeals.answer(appeal_id, accepted, said, now(), me().actor))
    return reply.go(url_for(".appeals_page", code=code), _("The appeal is answered."))


@blueprint.post("/challenges/<code>/extras")
@allow("administrator")
def ask_extra(code: str) -> Response:
    """Ask for an extra prize that another administrator decides on."""
    one, form = _closing(code), _extra_form(code)
    if not form.validate_on_submit():
        return _result(one, form, 422)
    said = (form.entrant_id.data, form.points.data or 0, form.reason.data or "", form.request_id.data or "")
    in_transaction(lambda: extras.ask(one.id, *said, now(), me().actor))
    return reply.go(url_for(".result", code=code), _("Asked for: another administrator decides."))


@blueprint.post("/challenges/<code>/extras/<int:extra_id>/<decision>")
@allow("administrator")
def decide_extra(code: str, extra_id: int, decision: str) -> Response:
    """Approve (and pay) or refuse an extra prize."""
    one, extra = _closing(code), session.get(ExtraPrize, extra_id)
    if extra is None or extra.challenge_id != one.id or decision not in ("approval", "refusal"):
        abort(404)
    approved = decision == "approval"
    in_transaction(lambda: extras.decide(extra_id, approved, now(), me().actor))
    said = _("The extra prize is paid.") if approved else _("The extra prize is refused.")
    return reply.go(url_for(".result", code=code), said)


def _seen(code: str) -> Challenge:
    one = desk.challenge(me(), code) or abort(404)
    return one if one.board_id is not None else abort(404)


def _closing(code: str) -> Challenge:
    one = _seen(code)
    return one if one.state in CLOSING else abort(404)


def _extra_form(code: str) -> ExtraForm:
    form = ExtraForm()
    placed = boards.top(_closing(code).board_id or 0, MOST_NAMES)
    form.entrant_id.choices = [(row.entrant_id, f"{row.rank}. {row.label}") for row in placed]
    return form


def _result(one: Challenge, form: ExtraForm, status: int = 200) -> Response:
    found = closing(one, now())
    agreed = CertifyForm(agreed=found.digest)
    return reply.show(
        "challenges/staff_result.html",
        status=status,
        one=one,
        closing=found,
        document=found.document,
        certify_form=agreed,
        extra_form=form,
        mine=me().actor,
        said=staff_words,
        closing_words=closing_words,
        words=words,
        at=now(),
    )


def _appeals(one: Challenge, form: AnswerForm, answered: int = 0, status: int = 200) -> Response:
    return reply.show(
        "challenges/staff_appeals.html",
        status=status,
        one=one,
        rows=appeals.of_challenge(one.id),
        form=form,
        answered=answered,
        at=now(),
    )
