"""Pages for what went wrong: a sentence, what to do, and a number to quote; never a traceback."""

from flask import Flask, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from core import reply
from core.rules import Refused

Answer = tuple[str, int] | Response


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(500, _broken)


def _sentences(code: int) -> tuple[str, str]:
    known = {
        400: (_("This did not arrive whole"), _("Go back, reload the page and try again.")),
        401: (_("You are signed out"), _("Sign in again, then repeat what you were doing.")),
        403: (
            _("This door is not yours"),
            _("Your role does not open this page. Ask your administrator if it should."),
        ),
        404: (_("Nothing here"), _("The page does not exist, or it is not yours to see.")),
        405: (_("That cannot be done here"), _("Go back and use the buttons of the page.")),
        409: (_("Not possible"), _("Something changed meanwhile. Reload the page to see how things stand.")),
        413: (
            _("This file is too large"),
            _("The limit is 40 MB. Split the file, or leave out columns nobody needs."),
        ),
        429: (_("Too many tries"), _("Wait a moment, then try again.")),
    }
    return known.get(code, (_("Something went wrong"), _("We have noted it. Try again in a moment.")))


def page(title: str, sentence: str, code: int) -> tuple[str, int]:
    """The page of an error; for htmx, only its sentence."""
    if reply.wants_fragment():
        return render_template("components/_problem.html", sentence=sentence), code
    number = g.get("request_id", "")
    return render_template("error.html", title=title, sentence=sentence, number=number, code=code), code


def _http(wrong: HTTPException) -> Answer:
    code = wrong.code or 500
    if code < 400:
        return wrong.get_response()
    title, sentence = _sentences(code)
    return page(title, sentence, code)


def _csrf(wrong: CSRFError) -> Answer:
    return page(
        _("This form has grown old"), _("Reload the page and send it again: nothing was changed."), 400
    )


def _refused(refused: Refused) -> Answer:
    """A refusal nobody caught nearer: back to where the person came from, with the sentence."""
    if reply.wants_fragment() or not request.referrer or not request.referrer.startswith(request.host_url):
        return page(_("Not possible"), reply.say(refused), 409)
    return reply.go(request.referrer, reply.say(refused), "late")


def _broken(wrong: Exception) -> Answer:
    title, sentence = _sentences(500)
    return page(title, sentence, 500)
