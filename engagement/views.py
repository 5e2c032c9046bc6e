"""Pages for newcomers (joining) and members (bringing others in, telling what they did)."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from flask import Blueprint, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts import throttling
from accounts.access import PUBLIC, allow, me
from accounts.rules import BadEmail, BadSiret, Throttled
from compliance import queries as law
from core import reply
from core.blank import blank
from core.clock import local_day, now
from core.database import in_transaction, transaction
from core.kept import GAP, filled, keeper, macro_of
from core.rules import Refused
from core.settings import Settings
from engagement import acts, invites, joining, queries
from engagement.drawing import join_url, qr
from engagement.forms import DeedForm, JoinForm
from points.sentences.events import act as act_name

blueprint = Blueprint("engagement", __name__)
MEMBERS = ("rep", "company_manager")
#: The templates and the macros that draw the form to join, the club's rules in it, the form of an act.
JOIN = ("engagement/_join.html", "join_form")
RULES = ("engagement/_join.html", "club_rules")
DEED = ("engagement/_deed.html", "deed")
UNDER = {BadSiret: "siret", BadEmail: "email"}


@blueprint.get("/join")
@allow(PUBLIC)
def join() -> Response:
    """One page to join; a code in the address says who sent the newcomer."""
    code = request.args.get("code", "")[:20]
    return _join_page(filled(blank(macro_of(*JOIN), JoinForm.gapped, (), GAP), code, _club_rules()))


@blueprint.post("/join")
@allow(PUBLIC)
def apply() -> Response:
    """Keep the application; the answer is the same whoever and whatever is known already."""
    form = JoinForm()
    if not form.validate():
        return _join_again(form, 422)
    try:
        with transaction():
            throttling.knock([throttling.address_key("join", request.remote_addr or "")], now())
        in_transaction(lambda: joining.ask(form.wish(_language()), now()).id)
    except Throttled as refused:
        form.refuse(refused, "email")
        return _join_again(form, 429)
    except Refused as refused:
        form.refuse(refused, UNDER.get(type(refused), "company_name"))
        return _join_again(form, 422)
    return reply.go(url_for("engagement.thanks"))


@blueprint.get("/join/thanks")
@allow(PUBLIC)
def thanks() -> Response:
    """What happens next."""
    return reply.show("engagement/thanks.html")


@blueprint.get("/refer")
@allow(*MEMBERS)
def refer() -> Response:
    """My link to bring others in, what it brings, and whom I brought."""
    code = invites.own_code(me().id, invites.REFERRAL)
    address = join_url(code) if code else ""
    text = _("I am a member of %(brand)s. Join here: %(url)s", brand=_brand(), url=address)
    return reply.show(
        "engagement/refer.html",
        code=code,
        address=address,
        drawing=qr(address) if code else None,
        mail=f"mailto:?subject={quote(_brand())}&body={quote(text)}",
        message=f"https://wa.me/?text={quote(text)}",
        rules=queries.referral_rules(me().company_id, local_day(now())),
        brought=queries.brought_by(me().id),
    )


@blueprint.post("/refer")
@allow(*MEMBERS)
def make_link() -> Response:
    """Make my link; asked twice, it is the same."""
    in_transaction(lambda: invites.make_own(me().id, invites.REFERRAL, now()))
    return reply.go(url_for("engagement.refer"), _("Your link is ready."))


@blueprint.get("/refer/poster")
@allow(*MEMBERS)
def refer_poster() -> Response:
    """My QR on a sheet to print."""
    code = invites.own_code(me().id, invites.REFERRAL) or ""
    return reply.show(
        "engagement/poster.html", drawing=qr(join_url(code)), address=join_url(code), name=me().person.name
    )


@blueprint.get("/acts")
@allow(*MEMBERS)
def my_acts() -> Response:
    """What I did beside selling, and what can be declared."""
    today = _today()
    offered = tuple(queries.rewarded_acts(today))
    return _acts_page(blank(macro_of(*DEED), _offering, (today, offered)) if offered else None)


@blueprint.post("/acts")
@allow(*MEMBERS)
def declare() -> Response:
    """Tell what I did; staff confirm it."""
    form = _offer(DeedForm(), queries.rewarded_acts(_today()))
    if not form.validate():
        return _acts_page(_as_filled_in(form), 422)
    person_id, request_id = me().id, (form.request_id.data or "")[:40]
    try:
        in_transaction(lambda: acts.declare(request_id, form.deed(), person_id, now()).id)
    except Refused as refused:
        form.refuse(refused, "happened_on")
        return _acts_page(_as_filled_in(form), 422)
    return reply.go(url_for("engagement.my_acts"), _("Thank you: our team looks at it and answers you here."))


def _join_page(fields: Markup, status: int = 200) -> Response:
    return reply.show("engagement/join.html", status=status, fields=fields)


def _join_again(form: JoinForm, status: int) -> Response:
    return _join_page(macro_of(*JOIN)(form, _club_rules()), status)


def _club_rules() -> Markup:
    """The terms in force, folded away; nothing while there are none."""
    terms = law.terms_to_read(_today())
    text = (terms.text_en if _language() == "en" else terms.text_fr) if terms else ""
    return keeper()(macro_of(*RULES), text) if text.strip() else Markup()


def _acts_page(fields: Markup | None, status: int = 200) -> Response:
    return reply.show(
        "engagement/acts.html",
        status=status,
        fields=fields,
        acts=queries.acts_of(me().id),
        act_name=act_name,
    )


def _as_filled_in(form: DeedForm) -> Markup | None:
    return macro_of(*DEED)(form) if form.act.choices else None


def _offering(today: date, offered: Iterable[str]) -> DeedForm:
    """The form as it is offered on a day."""
    return _offer(DeedForm(happened_on=today), offered)


def _offer(form: DeedForm, offered: Iterable[str]) -> DeedForm:
    form.act.choices = [(one, act_name(one)) for one in offered]
    return form


def _brand() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.brand.name


def _today() -> date:
    return local_day(now())


def _language() -> str:
    return str(get_locale())[:2]
