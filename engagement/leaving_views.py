"""Staff pages: a company becomes part of another, a company leaves, somebody changes company."""

from datetime import date, timedelta

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts import directory
from accounts.access import allow, me
from accounts.models import Company, Person
from core import reply
from core.clock import local_day, now
from core.database import in_transaction, session
from core.rules import Refused
from engagement import closing, merging, moves
from engagement.forms import ClosureForm, IntoForm, MoveForm
from engagement.staff_blueprint import blueprint

USUAL = timedelta(days=90)


@blueprint.get("/companies/<int:company_id>/merger")
@allow("administrator")
def merger(company_id: int) -> Response:
    """Of which company another becomes part, and what that would change."""
    return _merger(_company(company_id), request.args.get("into", type=int))


@blueprint.post("/companies/<int:company_id>/merger")
@allow("administrator")
def merge(company_id: int) -> Response:
    """Let it happen."""
    into, by = request.form.get("into", 0, type=int), me().actor
    staying = session.get(Company, into) or abort(404)
    name = staying.name
    try:
        in_transaction(lambda: merging.merge(company_id, into, now(), by))
    except Refused as refused:
        return _merger(_company(company_id), into, reply.say(refused), 409)
    said = _("It is part of %(company)s from now on.", company=name)
    return reply.go(url_for("accounts_staff.company", company_id=into), said)


@blueprint.get("/companies/<int:company_id>/closure")
@allow("administrator")
def closure(company_id: int) -> Response:
    """What a company's leaving would change."""
    return _closure(_company(company_id), ClosureForm(until=local_day(now()) + USUAL))


@blueprint.post("/companies/<int:company_id>/closure")
@allow("administrator")
def close(company_id: int) -> Response:
    """Let it leave."""
    form, by = ClosureForm(), me().actor
    if not form.validate():
        return _closure(_company(company_id), form, 422)
    try:
        in_transaction(lambda: closing.close(_company(company_id).id, form.until.data or date.min, now(), by))
    except Refused as refused:
        form.refuse(refused, "until")
        return _closure(_company(company_id), form, 422)
    return reply.go(url_for("accounts_staff.company", company_id=company_id), _("The company has left."))


@blueprint.route("/people/<int:person_id>/move", methods=["GET", "POST"])
@allow("administrator")
def move(person_id: int) -> Response:
    """Let somebody work for another company from a day on."""
    person, form = session.get(Person, person_id) or abort(404), MoveForm(day=local_day(now()))
    form.company_id.choices = [("", _("Choose the company")), *directory.choices()]
    if form.validate_on_submit():
        given = (
            person_id,
            form.company_id.data,
            form.role.data,
            form.day.data or date.min,
            now(),
            me().actor,
        )
        try:
            in_transaction(lambda: moves.move(*given))
            return reply.go(url_for("accounts_staff.person", person_id=person_id), _("The move is noted."))
        except Refused as refused:
            form.refuse(refused, "day")
    person = session.get(Person, person_id) or abort(404)
    return reply.show("engagement/move.html", status=422 if form.errors else 200, form=form, person=person)


def _merger(company: Company, into: int | None, refused: str | None = None, status: int = 200) -> Response:
    form = IntoForm(formdata=None, into=into)
    others = [one for one in directory.choices() if one[0] != company.id]
    form.into.choices = [("", _("Choose the company")), *others]
    return reply.show(
        "engagement/merger.html",
        status=status,
        company=company,
        into=session.get(Company, into) if into else None,
        form=form,
        refused=refused,
        preview=merging.preview(company.id, now()),
    )


def _closure(company: Company, form: ClosureForm, status: int = 200) -> Response:
    preview = merging.preview(company.id, now())
    return reply.show("engagement/closure.html", status=status, company=company, form=form, preview=preview)


def _company(company_id: int) -> Company:
    return session.get(Company, company_id) or abort(404)
