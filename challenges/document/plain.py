"""A document's parts as JSON keeps them: nested as in the file, what is left out left out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from challenges.document import parts
from challenges.document.parts import plain_of

#: Parts of which there may be several: the document's field → the key of the file.
SEVERAL = {
    "metrics": "metric",
    "prizes": "prize",
    "steps": "step",
    "firsts": "first",
    "boosts": "boost",
    "flashes": "flash",
}
#: Parts of which there may be one, under the same name in the file.
ONE = ("counts", "caps", "targets", "collective", "duels", "leagues", "teams", "late")
#: Words in two languages: section → stems of the document's fields.
SPOKEN = ("title", "text", "thanks")
AUDIENCE = ("company_kinds", "regions", "segments", "tiers")
VISIBILITY = ("open_scores", "open_names", "hidden_days")
TOP = (
    "code",
    "purpose",
    "picture",
    "competitor",
    "join",
    "places",
    "announce_days",
    "contest_days",
    "ties",
    "minimum",
    "on_stop",
)


def plain(document: Any) -> dict[str, Any]:
    """A document as a nested mapping that JSON and TOML know; optional parts only where they are."""
    said: dict[str, Any] = {name: getattr(document, name) for name in TOP}
    for stem in SPOKEN:
        said[stem] = {"fr": getattr(document, f"{stem}_fr"), "en": getattr(document, f"{stem}_en")}
    said["window"] = {"from": document.first.isoformat(), "to": document.last.isoformat()}
    said["audience"] = {name: list(getattr(document, name)) for name in AUDIENCE}
    said["visibility"] = {name: getattr(document, name) for name in VISIBILITY}
    for name in ONE:
        if (part := getattr(document, name)) is not None:
            said[name] = _part(part)
    for name, key in SEVERAL.items():
        if rows := getattr(document, name):
            said[key] = [_part(one) for one in rows]
    return said


def values(said: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a Document from what `plain` made of it, or from a document of the first form."""
    found: dict[str, Any] = {name: said[name] for name in TOP if name in said}
    for stem in SPOKEN:
        for language in ("fr", "en"):
            found[f"{stem}_{language}"] = said.get(stem, {}).get(language, "")
    found["first"] = date.fromisoformat(said["window"]["from"])
    found["last"] = date.fromisoformat(said["window"]["to"])
    found |= {name: tuple(said["audience"].get(name, ())) for name in AUDIENCE}
    found |= {name: value for name, value in said["visibility"].items() if name in VISIBILITY}
    for name in ONE:
        if name in said:
            found[name] = READ[name](said[name])
    for name, key in SEVERAL.items():
        found[name] = tuple(READ[name](one) for one in _rows(said.get(key, ())))
    return found


def _rows(said: Any) -> list[Any]:
    """Several parts; the first form knew one metric, by its name."""
    return [{"kind": said}] if isinstance(said, str) else list(said)


def _part(part: Any) -> dict[str, Any]:
    """A part; a prize's ranks in one word, as people write them."""
    row: dict[str, Any] = plain_of(part)
    if isinstance(part, parts.Prize):
        row = {"ranks": part.ranks, "points": part.points} | ({"reward": part.reward} if part.reward else {})
    elif isinstance(part, parts.Leagues):
        del row["prizes"]
        row["prize"] = [_part(one) for one in part.prizes]
    elif isinstance(part, parts.Teams):
        row["team"] = row.pop("teams")
    elif isinstance(part, parts.Boost):
        row["from"], row["to"] = row.pop("first"), row.pop("last")
    return row


def prize(said: Mapping[str, Any]) -> parts.Prize:
    """A step of prizes from its row."""
    first, _, last = said["ranks"].partition("-")
    return parts.Prize(int(first), int(last or first), said["points"], said.get("reward", ""))


def _lists(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}


def _boost(said: Mapping[str, Any]) -> parts.Boost:
    row = _lists(said)
    first, last = date.fromisoformat(row.pop("from")), date.fromisoformat(row.pop("to"))
    return parts.Boost(first, last, **row)


def _flash(said: Mapping[str, Any]) -> parts.Flash:
    row = _lists(said) | {name: datetime.fromisoformat(said[name]) for name in ("starts", "ends")}
    return parts.Flash(**(row | {"metric": parts.Metric(**said["metric"])}))


def _leagues(said: Mapping[str, Any]) -> parts.Leagues:
    row = {**said}
    prizes = tuple(prize(one) for one in row.pop("prize", ()))
    return parts.Leagues(**row, prizes=prizes)


def _teams(said: Mapping[str, Any]) -> parts.Teams:
    row = {**said}
    teams = tuple(parts.Team(**_lists(one)) for one in row.pop("team", ()))
    return parts.Teams(**row, teams=teams)


READ: Mapping[str, Any] = {
    "counts": lambda said: parts.Counts(**_lists(said)),
    "caps": lambda said: parts.Caps(**said),
    "targets": lambda said: parts.Targets(**said),
    "collective": lambda said: parts.Collective(**said),
    "duels": lambda said: parts.Duels(**said),
    "leagues": _leagues,
    "teams": _teams,
    "late": lambda said: parts.Late(**said),
    "metrics": lambda said: parts.Metric(**said),
    "prizes": prize,
    "steps": lambda said: parts.Step(**said),
    "firsts": lambda said: parts.FirstTo(**said),
    "boosts": _boost,
    "flashes": _flash,
}
