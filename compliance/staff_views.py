"""Pages for the sponsor’s staff: who cannot receive rewards yet and why, and what employers allow."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from accounts.models import Company, Person
from compliance import actions, overview, queries, rules, staff_books, staff_lines, words
from compliance.forms import ConsentForm, StatusForm
from compliance.models import EmployerConsent
from core.clock import local_day, now
from core.database import session, transaction
from core.exports import download_csv
from core.figures import NotFigures, cents
from core.format import euros, full_moment, reader
from core.reply import go, say, show
from core.rules import Refused

blueprint = Blueprint("compliance_staff", __name__, url_prefix="/staff/compliance")
blueprint.register_blueprint(staff_books.blueprint)
blueprint.register_blueprint(staff_lines.blueprint)
MOST_AT_ONCE = 500
#: What a file says of a company's last word.
ANSWER = ("yearly_cap_cents", "signatory", "signed_on", "forms")


@blueprint.get("")
@allow("administrator")
def people() -> Response:
    """Who may receive rewards, and what stands in the way of the others."""
    reason, search = request.args.get("reason", "any"), request.args.get("q", "")
    everybody = overview.watched(now(), search)
    counts = {kind: sum(kind in one.reasons for one in everybody) for kind in words.REASONS}
    shown = [one for one in everybody if _held(one, reason)]
    page = _page()
    return show(
        "compliance/people.html",
        rows=shown[(page - 1) * overview.PAGE : page * overview.PAGE],
        total=len(shown),
        number=page,
        size=overview.PAGE,
        reason=reason,
        search=search,
        counts={kind: count for kind, count in counts.items() if count},
        held=sum(bool(one.reasons) for one in everybody),
        everybody=len(everybody),
    )


@blueprint.get("/people.csv")
@allow("administrator")
def people_csv() -> Response:
    """The same as a file."""
    reason, search = request.args.get("reason", ""), request.args.get("q", "")
    rows = [
        (
            one.person.code,
            one.person.name,
            one.company.code,
            one.company.name,
            one.status.status if one.status else "",
            one.status.valid_until.isoformat() if one.status else "",
            " + ".join(words.reason(kind) for kind in one.reasons),
        )
        for one in overview.watched(now(), search)
        if _held(one, reason)
    ]
    columns = ("people_code", "name", "company_code", "company", "status", "valid_until", "held_back_by")
    return download_csv("people", columns, rows)


@blueprint.get("/statuses/new")
@allow("administrator")
def status_form() -> Response:
    """State what the ticked people are."""
    return _status_page(_status_form(starts_on=local_day(now())), 200)


@blueprint.post("/statuses")
@allow("administrator")
def declare() -> Response:
    """State it for each of them, or for nobody."""
    form, chosen, at = _status_form(), _people(), now()
    if not chosen or not form.validate():
        return _status_page(form, 422)
    starts_on = form.starts_on.data or local_day(at)
    evidence, until = form.evidence.data or "", form.valid_until.data
    count = len(chosen)
    try:
        with transaction():
            for person_id in [one.id for one in chosen]:
                actions.declare_status(
                    person_id, form.legal_status.data, evidence, starts_on, until, at, me().actor
                )
    except Refused as refused:
        form.evidence.errors = [say(refused)]
        return _status_page(form, 409)
    said = ngettext(
        "The status of %(num)d person is stated.", "The status of %(num)d people is stated.", count
    )
    return go(url_for("compliance_staff.people"), said)


@blueprint.get("/employers")
@allow("administrator")
def employers() -> Response:
    """What each company allows its people."""
    shown, search = request.args.get("shown", ""), request.args.get("q", "")
    every = overview.employers(now(), search)
    counts = {
        word: sum(overview.word_of(one.consent) == word for one in every)
        for word in ("silent", "granted", "withdrawn")
    }
    rows = [one for one in every if not shown or overview.word_of(one.consent) == shown]
    return show("compliance/employers.html", rows=rows, counts=counts, shown=shown, search=search)


@blueprint.get("/employers.csv")
@allow("administrator")
def employers_csv() -> Response:
    """The same as a file."""
    shown, search = request.args.get("shown", ""), request.args.get("q", "")
    rows = [
        (one.company.code, one.company.name, one.people, *_said_now(one))
        for one in overview.employers(now(), search)
        if not shown or overview.word_of(one.consent) == shown
    ]
    columns = ("company_code", "company", "people", "answer", *ANSWER)
    return download_csv("employers", columns, rows)


@blueprint.get("/employers/<int:company_id>")
@allow("administrator")
def employer(company_id: int) -> Response:
    """One company: what it said and when, and what it says now."""
    last = queries.consent_at(company_id, now())
    return _employer_page(company_id, _consent_form(accepted=last.forms if last else []), 200)


@blueprint.post("/employers/<int:company_id>/consents")
@allow("administrator")
def consent(company_id: int) -> Response:
    """Record that a company accepts, or withdraws."""
    form, granted = _consent_form(), "withdraw" not in request.form
    if session.get(Company, company_id) is None:
        abort(404)
    if not form.validate():
        return _employer_page(company_id, form, 422)
    try:
        cap = cents(form.cap.data, _decimal()) if form.cap.data else None
    except NotFigures:
        form.cap.errors = [_("Write an amount in euros, like 400.")]
        return _employer_page(company_id, form, 422)
    signatory, forms = form.signatory.data or "", form.accepted.data or []
    with transaction():
        actions.record_consent(company_id, granted, signatory, now(), me().actor, cap, forms)
    said = _("The company’s acceptance is recorded.") if granted else _("The withdrawal is recorded.")
    return go(url_for("compliance_staff.employer", company_id=company_id), said)


def _said_now(one: overview.Employer) -> tuple[object, ...]:
    said, word = one.consent, overview.word_of(one.consent)
    if said is None:
        return word, "", "", "", ""
    return word, said.yearly_cap_cents, said.signatory, local_day(said.at), " ".join(said.forms)


def _held(one: overview.Watched, reason: str) -> bool:
    return reason in one.reasons or reason in {"", "all"} or (reason == "any" and bool(one.reasons))


def _status_form(**given: Any) -> StatusForm:
    form = StatusForm(**given)
    form.legal_status.choices = [(code, words.status(code)) for code in rules.STATUSES]
    return form


def _consent_form(**given: Any) -> ConsentForm:
    form = ConsentForm(**given)
    form.accepted.choices = [(code, words.form(code)) for code in rules.FORMS]
    return form


def _people() -> list[Person]:
    ids = [int(one) for one in request.values.getlist("ids") if one.isdecimal() and len(one) < 16]
    return [one for one in (session.get(Person, number) for number in ids[:MOST_AT_ONCE]) if one]


def _status_page(form: StatusForm, status: int) -> Response:
    chosen = _people()
    history = overview.statuses_of(chosen[0].id) if len(chosen) == 1 else []
    return show(
        "compliance/status_new.html",
        status=status,
        form=form,
        chosen=chosen,
        history=history,
        months=queries.evidence_months(local_day(now())),
    )


def _employer_page(company_id: int, form: ConsentForm, status: int) -> Response:
    company = session.get(Company, company_id) or abort(404)
    said = overview.consents_of(company_id)
    return show(
        "compliance/employer.html", status=status, company=company, said=said, form=form, items=_said(said)
    )


def _said(said: Sequence[EmployerConsent]) -> list[dict[str, str]]:
    """What a company said, for the timeline: newest first."""
    return [
        {
            "title": _("Accepts rewards") if one.granted else _("Withdrew"),
            "who": one.signatory,
            "when": full_moment(one.at),
            "why": " · ".join(_allowed(one)),
            "state": "done" if one.granted else "bad",
        }
        for one in said
    ]


def _allowed(one: EmployerConsent) -> list[str]:
    """What an acceptance limits: how much, and which forms."""
    most = one.yearly_cap_cents
    said = [_("At most %(amount)s a year", amount=euros(most))] if most is not None else []
    forms = ", ".join(words.form(code) for code in one.forms)
    return [*said, _("Only: %(forms)s", forms=forms)] if forms else said


def _page() -> int:
    return max(request.args.get("page", 1, type=int), 1)


def _decimal() -> str:
    return "," if reader().language == "fr" else "."
