"""Sentences of templates: in the language of whoever reads, filled in, escaped where pages are."""

import pytest
from flask import Flask
from flask_babel import force_locale

WORDS = "{{ _('Club name') }} {{ _('Take %(name)s off', name='<i>') }}"


def drawn(app: Flask, words: str, language: str = "fr") -> str:
    """A template as somebody reads it."""
    with app.test_request_context(), force_locale(language):
        return app.jinja_env.from_string(words).render()


def test_each_reader_reads_their_own_language(app: Flask) -> None:
    words = "{{ _('Club name') }}"
    assert drawn(app, words, "en") == "Club name"
    assert drawn(app, words, "fr") != "Club name"
    assert drawn(app, words, "en") == "Club name"


def test_what_fills_a_sentence_is_escaped_on_a_page_and_not_in_a_mail(app: Flask) -> None:
    assert drawn(app, WORDS, "en") == "Club name Take &lt;i&gt; off"
    mail = "{% autoescape false %}" + WORDS + "{% endautoescape %}"
    assert drawn(app, mail, "en") == "Club name Take <i> off"


def test_a_sentence_is_always_filled_in(app: Flask) -> None:
    assert drawn(app, "{{ _('100 %% yours') }}{% trans %}, 5 % more{% endtrans %}") == "100 % yours, 5 % more"
    with pytest.raises(KeyError):
        drawn(app, "{{ _('Take %(name)s off') }}")
