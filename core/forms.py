"""The base of every form: CSRF, trimmed text, and the browser-made request id."""

from functools import lru_cache
from typing import Any
from uuid import uuid4

from babel.support import Translations
from flask import has_request_context
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.i18n import messages_path

from core.cookies import csrf_token
from core.format import known_reader
from core.text import tidy


class Words:
    """What WTForms itself says, in the reader's language; Flask-WTF reads its file anew at each request."""

    def gettext(self, sentence: str) -> str:
        """A sentence."""
        language = _language()
        return str(_words(language).ugettext(sentence)) if language else sentence

    def ngettext(self, one: str, several: str, count: int) -> str:
        """A sentence about so many."""
        language = _language()
        if language is None:
            return one if count == 1 else several
        return str(_words(language).ungettext(one, several, count))


WORDS = Words()


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose text fields arrive tidied."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: Any) -> Words:
            return WORDS

        def build_csrf(self, form: Any) -> Any:
            csrf_token()  # made by what signs it once; Flask-WTF finds it there
            return super().build_csrf(form)

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            if unbound_field.field_class.__name__ in {"StringField", "EmailField", "TelField", "SearchField"}:
                filters = list(unbound_field.kwargs.get("filters", ()))
                options["filters"] = [_tidied, *filters]
            bound: Field = unbound_field.bind(form=form, **options)
            return bound


class OnceForm(Form):
    """A form that acts once, however often it is sent: its id is made before the first try and kept."""

    request_id = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request_id.data:
            self.request_id.data = uuid4().hex


def _language() -> str | None:
    """The reader's; None where nobody reads."""
    locale = known_reader() if has_request_context() else None
    return locale.language if locale else None


@lru_cache(maxsize=8)
def _words(language: str) -> Any:
    return Translations.load(messages_path(), [language], domain="wtforms")


def _tidied(value: str | None) -> str | None:
    return tidy(value) if isinstance(value, str) else value
