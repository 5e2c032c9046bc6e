"""Forms as they are before anybody fills them in."""

import re

from flask import Flask, g
from flask_babel import force_locale
from markupsafe import Markup
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import NumberRange

from core.blank import blank
from core.cookies import csrf_token
from core.forms import Form, OnceForm

made: list[str] = []


class Wish(OnceForm):
    """What somebody wants."""

    name = StringField("Name")


class Word(Form):
    """A word, and which page it was written on."""

    page = HiddenField()


class Count(Form):
    """How many."""

    many = IntegerField("Many", [NumberRange(1, 9)])


def wish(name: str) -> Wish:
    made.append(name)
    return Wish(name=name)


def draw(form: Form, label: str = "") -> Markup:
    return Markup("{}<p>{}</p>{}").format(form.hidden_tag(), label, form["name"]())


def hidden(form: Form) -> Markup:
    return Markup(form.hidden_tag())


def asked(piece: Markup) -> tuple[str, str]:
    """The request id and the token of a form."""
    found = re.findall(r'name="(\w+)" type="hidden" value="([^"]+)"', piece)
    assert [name for name, _ in found] == ["request_id", "csrf_token"]
    return found[0][1], found[1][1]


def test_a_form_is_made_once_for_what_it_offers_and_each_look_has_its_own_tokens(app: Flask):
    made.clear()
    seen = []
    for offered in ("A & B", "A & B", "C"):
        with app.test_request_context():
            piece = blank(draw, wish, (offered,), "say < it")
            seen.append(asked(piece))
            assert seen[-1][1] == csrf_token()
            assert "<p>say &lt; it</p>" in piece
            assert f'value="{Markup.escape(offered)}"' in piece
    assert made == ["A & B", "C"]
    assert len(set(seen)) == len({request for request, _ in seen}) == 3


def test_a_kept_form_says_what_the_form_itself_would(app: Flask):
    for _ in range(2):
        with app.test_request_context():
            piece = blank(hidden, Word)
            assert piece == Word().hidden_tag()


def test_nothing_is_kept_while_debugging(app: Flask):
    made.clear()
    app.debug = True
    try:
        for _ in range(2):
            with app.test_request_context():
                blank(draw, wish, ("D",))
    finally:
        app.debug = False
    assert made == ["D", "D"]


def test_a_forms_own_words_are_the_readers(app: Flask):
    said = {}
    for language in ("fr", "en", "fr"):
        with app.test_request_context(method="POST", data={"many": "x"}):
            g.pop("csrf_token", None)
            with force_locale(language):
                form = Count(meta={"csrf": False})
                assert not form.validate()
                said[language] = [str(one) for one in form.many.errors]
    assert said["en"][0] == "Not a valid integer value."
    assert said["fr"][0] == "N'est pas un entier valide."
