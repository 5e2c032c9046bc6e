"""Lists of people for the sponsor's staff, and adding somebody; account managers see their own portfolio."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts import actions, directory, links
from accounts import company_views as _company_views  # noqa: F401 - the same blueprint's other pages
from accounts import person_views as _person_views  # noqa: F401
from accounts.access import allow, me
from accounts.forms import NewPersonForm
from accounts.rules import EmailTaken
from accounts.staff_blueprint import blueprint, keeper, page_asked, pages, wanted
from accounts.words import ROLE_NAMES, STATE_NAMES
from core import reply
from core.clock import local_day, now
from core.database import transaction
from core.exports import download_csv
from core.rules import Refused

__all__ = ["blueprint"]


@blueprint.get("/account")
@allow("administrator", "account_manager")
def account() -> Response:
    """The page of one's own account is the same for everybody."""
    return reply.go("/me")


@blueprint.get("/people")
@allow("administrator", "account_manager")
def people() -> Response:
    """Everybody, narrowed by what the address says."""
    found = directory.people(keeper(), wanted(), now(), page_asked())
    return reply.show(
        "accounts/people.html",
        found=found,
        wanted=wanted(),
        companies=directory.choices(keeper()),
        may_edit=keeper() is None,
        roles=ROLE_NAMES,
        states=STATE_NAMES,
        **pages("accounts_staff.people", found),
    )


@blueprint.get("/people.csv")
@allow("administrator", "account_manager")
def people_csv() -> Response:
    """The same list as a file."""
    found = directory.people(keeper(), wanted(), now(), None)
    rows = [(p.code, p.name, p.email, p.role, p.company, p.state, p.seen_at) for p in found.lines]
    return download_csv("people", ["code", "name", "email", "role", "company", "state", "seen_at"], rows)


@blueprint.route("/people/new", methods=["GET", "POST"])
@allow("administrator")
def new_person() -> Response:
    """Add a person with a first role."""
    form = NewPersonForm(starts_on=local_day(now()))
    form.offer(directory.choices())
    if form.validate_on_submit():
        try:
            return reply.go(
                url_for("accounts_staff.person", person_id=_add(form)),
                _("%(name)s is in.", name=f"{form.first_name.data} {form.last_name.data}"),
            )
        except Refused as refused:
            form.refuse(refused, "email" if isinstance(refused, EmailTaken) else "code")
    return reply.show("accounts/new_person.html", status=422 if form.errors else 200, form=form)


def _add(form: NewPersonForm) -> int:
    at, by = now(), me().actor
    with transaction():
        made = actions.add_person(
            code=form.code.data or "", language=form.language.data, at=at, by=by, **form.names
        )
        actions.give_mandate(made.id, form.company_id.data, form.role.data, form.first_day, by, at)
        if form.invited.data:
            links.invite(made.id, at, by)
        return made.id
