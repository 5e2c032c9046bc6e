"""Pages for a company’s manager: what waits for their word and why, what they answered, the limit."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from accounts.models import Person
from catalog import fulfilling
from catalog.models import Order, Reward
from catalog.orders import approving, seen, settings
from catalog.pages import choosing
from catalog.pages.order_forms import AnswerForm, LimitForm
from catalog.pages.timelines import timeline
from core.blank import blank
from core.clock import now
from core.database import in_transaction
from core.format import reader
from core.kept import macro_of
from core.reply import go, say, show
from core.rules import Refused

#: Under orders.
blueprint = Blueprint("approvals", __name__, url_prefix="/approvals")
LIMIT, ANSWER = ("catalog/_limit.html", "limit_form"), ("catalog/_answer.html", "answer_form")


@blueprint.get("")
@allow("company_manager")
def page() -> Response:
    """What waits, oldest first; what was answered; the company's limit."""
    return _page()


@blueprint.post("/limit")
@allow("company_manager")
def limit() -> Response:
    """Choose from which price the company wants to be asked."""
    form = LimitForm()
    if not form.validate():
        return _page(form, 422)
    firm = me().company_id or 0
    in_transaction(lambda: settings.set_policy(firm, form.from_points.data, now(), me().actor))
    return go(url_for("orders.approvals.page"), _("From now on you are asked as you chose."))


@blueprint.get("/<int:order_id>")
@allow("company_manager")
def detail(order_id: int) -> Response:
    """One of them: who wants what, why you are asked, what was answered."""
    return _detail(order_id)


@blueprint.post("/<int:order_id>")
@allow("company_manager")
def answer(order_id: int) -> Response:
    """Say yes or no, with a word that the person reads."""
    _asked_or_404(order_id)
    form, yes = AnswerForm(), request.form.get("answer") == "yes"
    if not form.validate():
        return _detail(order_id, form, status=422)
    act = _approve if yes else _decline
    try:
        in_transaction(lambda: act(order_id, form.note.data or ""))
    except Refused as refused:
        return _detail(order_id, form, say(refused), 409)
    said = _("Order %(number)s is approved.", number=order_id)
    if not yes:
        said = _("Order %(number)s is declined; its points are back.", number=order_id)
    return go(url_for("orders.approvals.page"), said)


def _approve(order_id: int, note: str) -> Order:
    return fulfilling.approve(order_id, now(), me().actor, note, level=seen.OWN)


def _decline(order_id: int, note: str) -> Order:
    return fulfilling.decline(order_id, now(), me().actor, note, level=seen.OWN)


def _page(form: LimitForm | None = None, status: int = 200) -> Response:
    firm, limit = me().company_id or 0, _limit()
    return show(
        "catalog/approvals.html",
        status=status,
        waiting=approving.waiting_lines(firm),
        answered=seen.answered_by(me().actor),
        limit=limit,
        fields=macro_of(*LIMIT)(form) if form else blank(macro_of(*LIMIT), _limited, (limit,)),
        english=reader().language == "en",
    )


def _limited(limit: int | None) -> LimitForm:
    return LimitForm(from_points=limit)


def _detail(
    order_id: int, form: AnswerForm | None = None, refused: str | None = None, status: int = 200
) -> Response:
    order, reward, person = _asked_or_404(order_id)
    steps, answers = seen.steps_of(order_id), seen.answers_to(order_id)
    names, words = {f"person:{person.id}": person.name}, (order.id, order.points)
    return show(
        "catalog/approval.html",
        status=status,
        order=order,
        reward=reward,
        person=person,
        which=choosing.in_words(order),
        waits=approving.level_next(order) == seen.OWN,
        own=person.id == me().id,
        limit=_limit(),
        items=timeline(order, steps, answers, me().actor, names),
        fields=macro_of(*ANSWER)(form, *words) if form else blank(macro_of(*ANSWER), AnswerForm, (), *words),
        refused=refused,
        language=reader().language,
    )


def _limit() -> int | None:
    found = settings.policy_of(me().company_id or 0)
    return found.from_points if found else None


def _asked_or_404(order_id: int) -> tuple[Order, Reward, Person]:
    found = seen.asked_of(order_id, me().company_id or 0) or abort(404)
    return found[0], found[1], found[2]
