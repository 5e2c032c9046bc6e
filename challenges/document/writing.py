"""A document → its file, as somebody would have typed it: what is left out has its default."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from challenges.document import parts
from challenges.document.plain import AUDIENCE, ONE, SEVERAL, SPOKEN, TOP, VISIBILITY, plain
from challenges.document.terms import Document

#: Keys whose text is a day or a wall time, which TOML knows by itself.
DAYS, MOMENTS = ("from", "to"), ("starts", "ends")
#: Where a part stands in a file → what a part of its kind says by itself.
KINDS: Mapping[str, Any] = {
    "counts": parts.Counts,
    "caps": parts.Caps,
    "targets": parts.Targets,
    "teams": parts.Teams,
    "leagues": parts.Leagues,
    "late": parts.Late,
    "metric": parts.Metric,
    "prize": parts.Prize,
    "step": parts.Step,
    "flash": parts.Flash,
    "boost": parts.Boost,
}
#: What a file says even where it is what it would be anyhow: the reader of a file looks for it.
ALWAYS = {
    "code",
    "competitor",
    "join",
    "ties",
    "announce_days",
    "contest_days",
    "date",
    "open_scores",
    "open_names",
}


def to_toml(document: Document) -> str:
    """The challenge file that reads back as the same document."""
    return "\n".join(_lines(document)).strip() + "\n"


def _lines(document: Document) -> Iterator[str]:
    said, usual = plain(document), {one.name: one.default for one in fields(Document)}
    shorthand = _shorthand(document)
    for name in TOP:
        if name in ALWAYS or said[name] != usual.get(name):
            yield f"{name} = {_value(name, said[name])}"
    if shorthand:
        yield f"metric = {_text(shorthand)}"
    for stem in SPOKEN:
        yield from _section(stem, {key: text for key, text in said[stem].items() if text})
    yield from _section("window", said["window"])
    for name, keys in (("audience", AUDIENCE), ("visibility", VISIBILITY)):
        told = {key: said[name][key] for key in keys if key in ALWAYS or said[name][key]}
        yield from _section(name, told)
    for name in ONE:
        if getattr(document, name) not in (None, usual[name]):
            yield from _table(f"[{name}]", name, said[name])
    for key in SEVERAL.values():
        for row in () if key == "metric" and shorthand else said.get(key, ()):
            yield from _table(f"[[{key}]]", key, row)


def _shorthand(document: Document) -> str:
    """The one metric that a name alone says; empty for any other."""
    only = document.metrics[0]
    return only.kind if document.metrics == (parts.Metric(only.kind),) else ""


def _section(name: str, said: Mapping[str, Any]) -> Iterator[str]:
    if said:
        yield from ("", f"[{name}]", *(f"{key} = {_value(key, value)}" for key, value in said.items()))


def _table(heading: str, path: str, row: Mapping[str, Any]) -> Iterator[str]:
    """A section and those within it; keys that say their default are left out."""
    yield from ("", heading)
    usual = {one.name: one.default for one in fields(KINDS[path])} if path in KINDS else {}
    within = []
    for key, value in row.items():
        if isinstance(value, Mapping) or (
            value and isinstance(value, list) and isinstance(value[0], Mapping)
        ):
            within.append((key, value))
        elif key in ALWAYS or (tuple(value) if isinstance(value, list) else value) != usual.get(key, ...):
            yield f"{key} = {_value(key, value)}"
    for key, value in within:
        name = f"{path}.{key}"
        if isinstance(value, Mapping):
            yield from _table(f"[{name}]", key, value)
        for one in value if isinstance(value, list) else ():
            yield from _table(f"[[{name}]]", key, one)


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if key in DAYS:
        return date.fromisoformat(value).isoformat()
    if key in MOMENTS:
        return datetime.fromisoformat(value).isoformat()
    return _text(str(value))


def _text(value: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else f"\\{c}" if c in '"\\' else c for c in value
    )
    return f'"{escaped}"'
