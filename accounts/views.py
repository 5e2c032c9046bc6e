"""Coming in, going out, and what a person decides about themselves."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, request
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts import links, passwords, sessions
from accounts.access import PUBLIC, SIGNED_IN, allow, enter, leave, me
from accounts.actions import set_language, set_visibility
from accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm, SignInForm, VisibilityForm
from accounts.people import LANGUAGES
from accounts.rules import ClubNameTaken, LinkSpent, Throttled, WrongCredentials, safe_path
from accounts.sign_in import change_password
from accounts.sign_in import sign_in as prove
from core import reply
from core.blank import blank
from core.clock import now
from core.database import transaction
from core.kept import macro_of
from core.rules import Refused

blueprint = Blueprint("accounts", __name__)
#: The template and the macro that draw the form of a new password.
PASSWORD = ("accounts/_password.html", "new_password")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allow(PUBLIC)
def sign_in() -> Response:
    """Come in with address and password."""
    target = safe_path(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return reply.go(target)
    form = SignInForm()
    if form.validate_on_submit():
        try:
            enter(prove(form.email.data or "", form.password.data or "", *_where(), now()))
            return reply.go(target)
        except Refused as refused:
            form.refuse(refused, "password")
            return _slowed(reply.show("accounts/sign_in.html", status=422, form=form), refused)
    return reply.show("accounts/sign_in.html", form=form)


@blueprint.post("/sign-out")
@allow(PUBLIC)
def sign_out() -> Response:
    """End this session for good, in the database too."""
    if current_user.is_authenticated:
        with transaction():
            sessions.sign_out(me().token, now())
    leave()
    response = reply.go("/sign-in", _("You are signed out. See you soon."))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.route("/forgotten", methods=["GET", "POST"])
@allow(PUBLIC)
def forgotten() -> Response:
    """Ask for a link to choose a new password; the answer is the same for every address."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return reply.show("accounts/forgotten.html", form=form)
    try:
        links.forgot(form.email.data or "", now(), _where()[0])
    except Throttled as refused:
        form.refuse(refused, "email")
        return _slowed(reply.show("accounts/forgotten.html", form=form), refused)
    return reply.show("accounts/link_sent.html", email=form.email.data)


@blueprint.route("/links/<token>", methods=["GET", "POST"])
@allow(PUBLIC)
def link(token: str) -> Response:
    """Choose a password by an invitation or a forgotten-password link."""
    form = NewPasswordForm()
    try:
        found, person = links.usable(token, now())
        facts = {"purpose": found.purpose, "first_name": person.first_name, "email": person.email}
        if form.validate_on_submit():
            enter(links.take_up(token, form.password.data or "", now(), *_where()))
            return reply.go("/", _("Your password is set. Welcome."))
    except LinkSpent:
        return reply.show("accounts/link_spent.html", status=410)
    except Refused as refused:
        form.refuse(refused, "password")
    status = 422 if form.errors else 200
    least = _least(sessions.is_staff(person.id, now()))
    return reply.show("accounts/link.html", status=status, form=form, least=least, **facts)


@blueprint.post("/language")
@allow(PUBLIC)
def language() -> Response:
    """Read the portal in another language from now on."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        cookie["language"] = chosen
        if current_user.is_authenticated:
            with transaction():
                set_language(me().id, chosen, now(), me().actor)
    return reply.go(_came_from())


@blueprint.get("/me")
@allow(SIGNED_IN)
def myself() -> Response:
    """Who I am here, what others see, where I am signed in."""
    return _myself()


@blueprint.post("/me/visibility")
@allow(SIGNED_IN)
def visibility() -> Response:
    """Choose a club name and whether others may read the real one."""
    form = VisibilityForm()
    if not form.validate_on_submit():
        return _myself(form, 422)
    try:
        with transaction():
            set_visibility(me().id, form.shows_name.data, form.pseudonym.data or "", now(), me().actor)
    except ClubNameTaken as refused:
        form.refuse(refused, "pseudonym")
        return _myself(form, 422)
    return reply.go("/me", _("Others now see you this way."))


@blueprint.get("/me/password")
@allow(SIGNED_IN)
def password() -> Response:
    """What changing the password asks for."""
    return _password(blank(macro_of(*PASSWORD), ChangePasswordForm, (), _least(me().is_staff)))


@blueprint.post("/me/password")
@allow(SIGNED_IN)
def new_password() -> Response:
    """Change the password, knowing the current one; every other session ends."""
    form = ChangePasswordForm()
    if form.validate():
        try:
            change_password(
                me().id, form.current.data or "", form.password.data or "", now(), me().sign_in_id
            )
            return reply.go("/me", _("Your password is changed, and you are signed out everywhere else."))
        except WrongCredentials:
            form.current.errors = [_("This is not your current password.")]
        except Refused as refused:
            form.refuse(refused, "password")
    return _password(macro_of(*PASSWORD)(form, _least(me().is_staff)), 422)


@blueprint.post("/me/sessions/<int:sign_in_id>/end")
@allow(SIGNED_IN)
def end_session(sign_in_id: int) -> Response:
    """End one of my own sessions."""
    if sign_in_id not in {one.id for one in sessions.running(me().id, now())}:
        abort(404)
    with transaction():
        sessions.end_one(me().id, sign_in_id, now())
    return reply.go("/me", _("That session has ended."))


def _myself(form: VisibilityForm | None = None, status: int = 200) -> Response:
    visitor = me()
    employer = visitor.company
    place = [", ".join(filter(None, (employer.name, employer.city)))] if employer else []
    return reply.show(
        "accounts/me.html",
        status=status,
        form=form,
        blank=VisibilityForm.gapped,
        sessions=sessions.running(visitor.id, now()),
        visitor=visitor,
        whose=[visitor.person.name, *place, visitor.person.email],
    )


def _password(fields: Markup, status: int = 200) -> Response:
    return reply.show("accounts/password.html", status=status, fields=fields)


def _least(staff: bool) -> int:
    return passwords.LEAST_FOR_STAFF if staff else passwords.LEAST


def _where() -> tuple[str, str]:
    """Network address and browser of a request."""
    return request.remote_addr or "", request.user_agent.string


def _slowed(response: Response, refused: Refused) -> Response:
    """429 with the wait, where it was one try too many."""
    if isinstance(refused, Throttled):
        response.status_code = 429
        response.headers["Retry-After"] = str(max(1, round(refused.wait.total_seconds())))
    return response


def _came_from() -> str:
    came = urlsplit(request.referrer or "")
    query = f"?{came.query}" if came.query else ""
    return safe_path(came.path + query) if came.netloc == request.host else "/"
