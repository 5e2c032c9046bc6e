"""The base of every form: CSRF, trimmed text, and the browser-made request id."""

from typing import Any
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from core.text import tidy


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose text fields arrive tidied."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
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


def _tidied(value: str | None) -> str | None:
    return tidy(value) if isinstance(value, str) else value
