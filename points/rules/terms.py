"""A rule as it is stored: a plain document, only what it says, and back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from points.rules.rule import Rule, Scope, Step, Weights

#: What has a column of its own.
COLUMNS = ("id", "code", "version", "kind", "beneficiary", "starts_on", "ends_on")


def terms_of(rule: Rule) -> dict[str, Any]:
    """What a rule says beyond its columns, ready for JSON; what says nothing is left out."""
    said = {name: value for name, value in rule._asdict().items() if name not in COLUMNS}
    default = Rule(0, "", 0, rule.kind, "", date.min)
    return {name: _plain(value) for name, value in said.items() if value != getattr(default, name)}


def rule_from(terms: Mapping[str, Any], **columns: Any) -> Rule:
    """The rule that a stored document and its columns make."""
    said: dict[str, Any] = dict(terms)
    if "scope" in said:
        parts: dict[str, Any] = {
            k: frozenset(v) if isinstance(v, list) else v for k, v in said["scope"].items()
        }
        said["scope"] = Scope(**parts)
    if "weights" in said:
        said["weights"] = _weights(said["weights"])
    if "steps" in said:
        said["steps"] = tuple(Step(*one) for one in said["steps"])
    if "pair" in said:
        said["pair"] = tuple(frozenset(one) for one in said["pair"])
    if "lifts" in said:
        said["lifts"] = frozenset(said["lifts"])
    return Rule(**columns, **said)


def _weights(told: Mapping[str, Any]) -> Weights:
    """JSON knows no whole-number keys: ids come back as text."""
    said = dict(told)
    for name in ("ranges", "products"):
        if name in said:
            said[name] = {int(key): value for key, value in said[name].items()}
    if "margins" in said:
        said["margins"] = tuple(tuple(one) for one in said["margins"])
    return Weights(**said)


def _plain(value: Any) -> Any:
    if isinstance(value, Scope | Weights):
        blank = type(value)()
        said = value._asdict().items()
        return {name: _plain(one) for name, one in said if one != getattr(blank, name)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): value[key] for key in sorted(value)}
    return value
