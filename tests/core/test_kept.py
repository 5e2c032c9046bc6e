"""Pieces of a page that are drawn once."""

import pytest
from flask import g
from flask import session as cookie
from flask_babel import force_locale
from flask_wtf.csrf import validate_csrf
from markupsafe import Markup

from core.cookies import csrf_token
from core.kept import GAP, filled, keeper, kept_form


def test_a_piece_is_drawn_once_for_each_language_and_escaped_as_ever(app):
    drawn = []
    macro = app.jinja_env.from_string("{% macro row(name) %}<b>{{ name }}</b>{% endmacro %}").module.row

    def counting(name):
        drawn.append(name)
        return macro(name)

    with app.test_request_context():
        for language in ("fr", "en", "fr"):
            with force_locale(language):
                kept = keeper()
                assert kept(counting, "A & B") == kept(counting, "A & B") == Markup("<b>A &amp; B</b>")
    assert drawn == ["A & B"] * 2


def test_words_of_one_reader_stand_in_the_gaps_of_what_everybody_sees_and_are_escaped():
    piece = Markup(f"<b>{GAP}</b> A &amp; B <i>{GAP}</i>")
    assert filled(piece, "1 < 2", "x") == Markup("<b>1 &lt; 2</b> A &amp; B <i>x</i>")
    assert filled(piece, Markup("<u>2</u>"), "x") == Markup("<b><u>2</u></b> A &amp; B <i>x</i>")


def test_a_gap_in_a_name_takes_no_ones_words():
    assert filled(Markup(f"{GAP} <i>{GAP}</i>"), "x") == Markup(f"{GAP} <i>x</i>")


def test_a_form_is_drawn_once_and_each_reader_has_their_own_token_in_it(app):
    drawn = []
    words = "{% macro form(name) %}{{ name }} <i>{{ csrf_token() }}</i>{{ csrf_token() }}{% endmacro %}"
    macro = app.jinja_env.from_string(words).module.form

    def counting(name):
        drawn.append(name)
        return macro(name)

    for _ in range(2):
        g.pop("csrf_token", None)
        with app.test_request_context():
            mine = csrf_token()
            assert kept_form(counting, "\ue001 & B") == Markup(f"\ue001 &amp; B <i>{mine}</i>{mine}")
            assert csrf_token() == mine
            validate_csrf(mine)
            cookie.pop("csrf_token")
    assert drawn == ["\ue001 & B"]


def test_a_form_that_could_not_be_drawn_leaves_the_token_as_it_was(app):
    def wrong():
        raise LookupError

    with app.test_request_context():
        mine = csrf_token()
        with pytest.raises(LookupError):
            kept_form(wrong)
        assert csrf_token() == mine
