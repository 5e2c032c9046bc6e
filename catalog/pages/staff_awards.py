"""Pages for the sponsor’s staff: group awards — write the list, look at it, give, take the errors away."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from accounts.access import allow, me
from accounts.models import Company, Person
from catalog import awarding
from catalog.models import GroupAward, GroupAwardLine, Order, Reward
from catalog.pages.award_forms import AwardForm
from catalog.rules import NoCompany
from compliance import rules as law
from compliance.words import REASONS, reason
from core.clock import local_day, now
from core.database import in_transaction, session
from core.exports import download_csv
from core.format import reader
from core.reply import go, say, show
from core.rules import Refused

#: Under catalog_staff.
blueprint = Blueprint("awards", __name__)
LARGEST = 200_000
#: a sentence said to the beneficiary → the obstacle's name, which staff read
OF_THEM = {getattr(law, kind).sentence: kind for kind in REASONS} | {NoCompany.sentence: "NoCompany"}


@blueprint.get("/rewards/awards")
@allow("administrator")
def page() -> Response:
    """Every award, the latest first."""
    given = func.count(GroupAwardLine.order_id)
    rows = session.execute(
        select(GroupAward, Reward, given.label("given"), func.count(GroupAwardLine.id).label("rows"))
        .join(Reward, Reward.id == GroupAward.reward_id)
        .join(GroupAwardLine, GroupAwardLine.award_id == GroupAward.id)
        .group_by(GroupAward.id, Reward.id)
        .order_by(GroupAward.id.desc())
        .limit(200)
    ).all()
    return show("catalog/awards.html", rows=rows, language=reader().language)


@blueprint.get("/rewards/awards/new")
@allow("administrator")
def new() -> Response:
    """Write whom and what."""
    return _form(_award_form(reward=request.args.get("reward", "")))


@blueprint.post("/rewards/awards/check")
@allow("administrator")
def check() -> Response:
    """Say what will happen to each row, before it does."""
    form = _award_form()
    try:
        rows = _rows(form) if form.validate() else []
    except Refused as refused:
        form.codes.errors = [say(refused)]
        rows = []
    if not rows:
        return _form(form, 422)
    seen = awarding.preview(int(form.reward.data), rows, now())
    return show("catalog/award_check.html", form=form, seen=seen, why=why, language=reader().language)


@blueprint.post("/rewards/awards")
@allow("administrator")
def give() -> Response:
    """Give it, once, to every row that may have it."""
    form = _award_form()
    if not form.validate():
        return _form(form, 422)
    rows, reward, at, by = _rows(form), int(form.reward.data), now(), me().actor
    title, reason, once = (field.data or "" for field in (form.title, form.reason, form.request_id))
    award_id = in_transaction(lambda: awarding.give(title, reason, reward, rows, once[:40], at, by).id)
    return go(url_for("catalog_staff.awards.detail", award_id=award_id), _said(award_id))


@blueprint.get("/rewards/awards/<int:award_id>")
@allow("administrator")
def detail(award_id: int) -> Response:
    """What became of each row."""
    award = session.get(GroupAward, award_id) or abort(404)
    lines = awarding.lines_of(award_id)
    return show(
        "catalog/award.html",
        award=award,
        reward=session.get_one(Reward, award.reward_id),
        given=_given(award_id),
        missed=[(one, _why(one)) for one in lines if one.order_id is None],
        language=reader().language,
    )


@blueprint.get("/rewards/awards/<int:award_id>/errors.csv")
@allow("administrator")
def errors(award_id: int) -> Response:
    """The rows that gave nothing, with the reason: corrected, it is the next list."""
    if session.get(GroupAward, award_id) is None:
        abort(404)
    rows = [(one.code, one.row, _why(one)) for one in awarding.lines_of(award_id) if one.order_id is None]
    return download_csv(f"award-{award_id}-errors", ("code", "line", "problem"), rows)


def _given(award_id: int) -> Sequence[tuple[GroupAwardLine, Order, Person, Company]]:
    found = session.execute(
        select(GroupAwardLine, Order, Person, Company)
        .join(Order, Order.id == GroupAwardLine.order_id)
        .join(Person, Person.id == Order.person_id)
        .join(Company, Company.id == Order.company_id)
        .where(GroupAwardLine.award_id == award_id)
        .order_by(GroupAwardLine.row)
    )
    return [(line, order, person, company) for line, order, person, company in found]


def _why(line: GroupAwardLine) -> str:
    return why(line.sentence, line.facts)


def why(sentence: str, facts: Mapping[str, Any]) -> str:
    """A winner’s refusal as staff read it: what the law holds against them is said of them, not to them."""
    if sentence in OF_THEM:
        return reason(OF_THEM[sentence])
    return str(_(sentence, **facts) if facts else _(sentence))


def _said(award_id: int) -> str:
    lines = awarding.lines_of(award_id)
    given = sum(one.order_id is not None for one in lines)
    return str(ngettext("%(num)d reward is given.", "%(num)d rewards are given.", given))


def _rows(form: AwardForm) -> list[awarding.Row]:
    """The list as written; a file comes instead of it."""
    data = form.file.data.read(LARGEST + 1) if form.file.data else b""
    if not data:
        return awarding.read(form.codes.data or "")
    text = awarding.text_of(data[:LARGEST])
    form.codes.data = text
    return awarding.read(text)


def _award_form(**given: str) -> AwardForm:
    form, language = AwardForm(**given), reader().language
    open_now = select(Reward).where(Reward.retired_at.is_(None)).order_by(Reward.code)
    day = local_day(now())
    form.reward.choices = [
        (str(one.id), f"{one.name(language)} ({one.code})")
        for one in session.scalars(open_now)
        if one.window.is_open(day)
    ]
    return form


def _form(form: AwardForm, status: int = 200) -> Response:
    return show("catalog/award_new.html", status=status, form=form)
