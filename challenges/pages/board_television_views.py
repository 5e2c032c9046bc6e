"""The page of a television, and the staff's page that makes and revokes its addresses."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from accounts.access import allow, me
from challenges import desk, television
from challenges.document.reading import stored
from challenges.life import television as links
from challenges.models import Challenge
from challenges.pages import board_words, boards, words
from challenges.pages.staff_blueprint import blueprint as staff
from challenges.queries import Shown, for_nobody
from core import reply
from core.clock import local_day, now
from core.database import in_transaction

blueprint = Blueprint("television", __name__)
#: Seconds for which a panel stands.
STANDS = 15


class ScreenForm(FlaskForm):  # type: ignore[misc]
    """Where a screen stands, and which language it speaks."""

    label = StringField(validators=[InputRequired(), Length(max=80)])
    language = SelectField(choices=[("fr", "Français"), ("en", "English")], default="fr")


@blueprint.get("/tv/<token>")
@allow("public")
def screen(token: str) -> Response:
    """One panel of the round, large; the page asks for the next one by itself."""
    link, at = television.link_of(token) or abort(404), now()
    one = for_nobody(link.code, at) or abort(404)
    panels = television.panels(one, at)
    nth = request.args.get("panel", 0, int) % len(panels)
    kind, number = panels[nth]
    drawn = television.stamp(one, kind, number, at)
    held = "stay" in request.args
    tag = f"tv{link.id}-{nth}.{len(panels)}-{kind}{number}-{local_day(at)}-{drawn}{'-held' if held else ''}"
    coming = url_for("television.screen", token=token, panel=(nth + 1) % len(panels))
    stay = url_for("television.screen", token=token, panel=nth, stay=1)
    if answer := reply.known(tag):
        return _unlisted(answer, stay if held else coming)
    with force_locale(link.language):
        said = _said(one, kind, number, at) | {"coming": coming, "stay": stay, "held": held}
        said |= {"nth": nth, "many": len(panels)}
        page = reply.show_unless_known(tag, "challenges/board_tv.html", **said)
    return _unlisted(page, stay if held else coming)


@staff.get("/challenges/<code>/television")
@allow("administrator", "account_manager")
def television_page(code: str) -> Response:
    """The addresses of a challenge, and the form that makes another."""
    return _links_page(_seen(code), ScreenForm())


@staff.post("/challenges/<code>/television")
@allow("administrator", "account_manager")
def make_television(code: str) -> Response:
    """Make an address; it is shown this once, because only its fingerprint is kept."""
    one, form = _seen(code), ScreenForm()
    if not form.validate_on_submit():
        return _links_page(one, form, status=422)
    label, language = str(form.label.data), str(form.language.data)
    token = in_transaction(lambda: links.make(one.id, label, language, now(), me().actor))
    base = current_app.config["SETTINGS"].base_url.rstrip("/")
    return _links_page(one, ScreenForm(formdata=None), base + url_for("television.screen", token=token))


@staff.post("/challenges/<code>/television/<int:link_id>/revocation")
@allow("administrator", "account_manager")
def revoke_television(code: str, link_id: int) -> Response:
    """Shut an address for good."""
    one = _seen(code)
    in_transaction(lambda: links.revoke(one.id, link_id, now(), me().actor))
    back = url_for("challenges_staff.television_page", code=code)
    return reply.go(back, _("The address is shut. The screen shows nothing any more."))


def _links_page(one: Challenge, form: ScreenForm, fresh: str = "", status: int = 200) -> Response:
    form.label.label.text, form.language.label.text = _("Where the screen stands"), _("Language")
    return reply.show(
        "challenges/staff_board_tv.html",
        status=status,
        one=one,
        document=stored(one.document),
        links=television.links(one.id),
        form=form,
        fresh=fresh,
        words=words,
    )


def _seen(code: str) -> Challenge:
    one = desk.challenge(me(), code) or abort(404)
    return one if one.board_id is not None else abort(404)


def _said(one: Shown, kind: str, number: int, at: datetime) -> dict[str, Any]:
    panel = television.panel(one, kind, number, at)
    facts = {"one": one, "panel": panel, "at": at, "today": local_day(at)}
    return facts | {"words": words, "boards": boards, "said": board_words}


def _unlisted(response: Response, coming: str) -> Response:
    """The next panel comes by itself; no search engine keeps the address, and no other site learns it."""
    response.headers["Refresh"] = f"{STANDS}; url={coming}"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
