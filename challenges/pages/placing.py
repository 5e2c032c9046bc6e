"""Where a problem with a document stands in its form: the path of a key → its field."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wtforms import Field, FieldList, FormField

STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
#: What the form calls otherwise: `from` is a word of the language it is written in.
NAMES = {"from": "first", "to": "last"}


def field_of(form: Any, path: str, kept: Mapping[str, Sequence[Any]]) -> Field:
    """The field of a key, or the first one of the part that it belongs to; the code when there is none.

    `kept` holds for each key of several the rows that problems number.
    """
    here, field, place = form, form.code, ""
    for nth, name in STEP.findall(path):
        if nth:
            rows = kept.get(place) or here.entries
            field = rows[min(int(nth), len(rows)) - 1]
            here = field.form
            continue
        within = here if not isinstance(here, FieldList) else None
        if within is None or NAMES.get(name, name) not in within:
            break
        place = f"{place}.{name}" if place else name
        field = within[NAMES.get(name, name)]
        here = field.form if isinstance(field, FormField) else field
    return first_of(field)


def first_of(field: Field) -> Field:
    """The first thing that can be typed in a part."""
    while isinstance(field, FormField | FieldList):
        field = field.entries[0] if isinstance(field, FieldList) else next(iter(field.form))
    return field


def leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """Everything that can be filled in, in the order of the form."""
    for field in fields:
        if isinstance(field, FormField):
            yield from leaves(field.form)
        elif isinstance(field, FieldList):
            yield from leaves(field.entries)
        else:
            yield field
