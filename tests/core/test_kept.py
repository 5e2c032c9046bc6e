"""Pieces of a page that are drawn once."""

from flask_babel import force_locale
from markupsafe import Markup

from core.kept import keeper


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
