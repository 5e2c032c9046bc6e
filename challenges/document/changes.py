"""What differs between two documents, key by key: stored with a version, and shown side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from challenges.document.plain import plain
from challenges.document.terms import Document


@dataclass(frozen=True)
class Change:
    """One key before and after; None where it was, or is, not there."""

    path: str
    before: Any
    after: Any

    def plain(self) -> dict[str, Any]:
        """As stored with a version."""
        return {"path": self.path, "before": self.before, "after": self.after}


def changes(before: Document, after: Document) -> list[Change]:
    """Everything that differs, in the order of the file."""
    old, new = flat(before), flat(after)
    keys = dict.fromkeys([*old, *new])
    return [Change(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def flat(document: Document) -> dict[str, Any]:
    """Every value of a document by its path; several parts are numbered as problems number them."""
    return dict(_leaves("", plain(document)))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}".lstrip("."), inner)
    elif value and isinstance(value, list | tuple) and isinstance(value[0], Mapping):
        for nth, inner in enumerate(value, 1):
            yield from _leaves(f"{path}[{nth}]", inner)
    else:
        yield path, list(value) if isinstance(value, tuple) else value
