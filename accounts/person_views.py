"""One person, for the sponsor's staff: account, roles over time, invitation, closure."""

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts import actions, directory, lines, links, sessions
from accounts.access import allow, me
from accounts.forms import EndForm, MandateForm, PersonForm
from accounts.models import Mandate, Person
from accounts.rules import NoRoleYet
from accounts.staff_blueprint import blueprint, keeper
from accounts.words import ROLE_NAMES, STATE_NAMES
from core import reply
from core.clock import local_day, now
from core.database import session, transaction
from core.rules import Refused


@blueprint.get("/people/<int:person_id>")
@allow("administrator", "account_manager")
def person(person_id: int) -> Response:
    """One person: account, roles over time, and what can be done."""
    return _page(person_id, PersonForm(obj=_found(person_id)), _role_form())


@blueprint.post("/people/<int:person_id>")
@allow("administrator")
def edit_person(person_id: int) -> Response:
    """Correct a name or an address."""
    form = PersonForm()
    try:
        if form.validate_on_submit():
            with transaction():
                actions.edit_person(_found(person_id).id, at=now(), by=me().actor, **form.names)
            return reply.go(_person(person_id), _("The corrections are kept."))
    except Refused as refused:
        form.refuse(refused, "email")
    return _page(person_id, form, _role_form(), 422)


@blueprint.post("/people/<int:person_id>/mandates")
@allow("administrator")
def give_mandate(person_id: int) -> Response:
    """Give a person one more role."""
    form = _role_form()
    try:
        if form.validate_on_submit():
            with transaction():
                actions.give_mandate(
                    _found(person_id).id,
                    form.company_id.data,
                    form.role.data,
                    form.first_day,
                    me().actor,
                    now(),
                )
            return reply.go(_person(person_id), _("The role is given."))
    except Refused as refused:
        form.refuse(refused, "company_id")
    return _page(person_id, PersonForm(obj=_found(person_id), formdata=None), form, 422)


@blueprint.post("/mandates/<int:mandate_id>/end")
@allow("administrator")
def end_mandate(mandate_id: int) -> Response:
    """Set the last day of a role."""
    mandate, form = session.get(Mandate, mandate_id) or abort(404), EndForm()
    person_id = mandate.person_id
    if not form.validate_on_submit() or not form.last_day.data:
        return reply.go(_person(person_id), _("Choose the last day first."), "late")
    with transaction():
        actions.end_mandate(mandate_id, form.last_day.data, me().actor, now())
    return reply.go(_person(person_id), _("The role ends on that day."))


@blueprint.post("/people/<int:person_id>/invitation")
@allow("administrator")
def invite(person_id: int) -> Response:
    """Mail a link to choose a password."""
    if not _found(person_id).mandates:
        raise NoRoleYet(name=_found(person_id).name)
    with transaction():
        links.invite(person_id, now(), me().actor)
    return reply.go(_person(person_id), _("The invitation leaves in a moment."))


@blueprint.post("/people/<int:person_id>/closure")
@allow("administrator")
def close(person_id: int) -> Response:
    """Close an account: every session ends now."""
    with transaction():
        actions.disable(_found(person_id).id, now(), me().actor)
    return reply.go(_person(person_id), _("The account is closed, and signed out everywhere."))


@blueprint.post("/people/<int:person_id>/opening")
@allow("administrator")
def open_again(person_id: int) -> Response:
    """Open a closed account again."""
    with transaction():
        actions.enable(_found(person_id).id, now(), me().actor)
    return reply.go(_person(person_id), _("The account is open again."))


def _found(person_id: int) -> Person:
    """A person whom the asker may see, else 404."""
    return directory.person_for(keeper(), person_id, now()) or abort(404)


def _person(person_id: int) -> str:
    return url_for("accounts_staff.person", person_id=person_id)


def _role_form() -> MandateForm:
    form = MandateForm(starts_on=local_day(now()))
    form.offer(directory.choices())
    return form


def _page(person_id: int, form: PersonForm, role_form: MandateForm, status: int = 200) -> Response:
    person = _found(person_id)
    running = sessions.running(person_id, now())
    return reply.show(
        "accounts/person.html",
        status=status,
        person=person,
        form=form,
        role_form=role_form,
        end_form=EndForm(last_day=local_day(now()), formdata=None),
        state=lines.state_of(person, links.is_invited(person_id, now())),
        seen_at=running[0].seen_at if running else None,
        may_edit=keeper() is None,
        roles=ROLE_NAMES,
        states=STATE_NAMES,
        today=local_day(now()),
    )
