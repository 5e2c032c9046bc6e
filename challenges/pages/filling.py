"""From a document to its form: what is offered, and what the document says, written as people write it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import FieldList

from accounts import queries as accounts
from catalog import desk as catalog
from challenges.document.parts import METRICS, Metric
from challenges.document.terms import Document
from challenges.pages import words
from challenges.pages.draft_form import SWITCHES, ChallengeForm
from challenges.pages.drafting import SCALES, TIMES
from core.settings import ROOT
from points.sentences.words import segment_names, tier_names
from products import queries as products

PICTURES = ROOT / "static" / "img" / "demo"
Choices = list[tuple[str, str]]
#: Empty rows offered beyond those that are filled.
SPARE = 1


def offer(form: ChallengeForm, document: Document | None = None) -> None:
    """Offer all there is; what the document names, or was sent, is offered even when it is gone."""
    audience, counts = form.audience.form, form.counts.form
    ranges = [(one.code, one.name) for one in products.ranges()]
    counts.ranges.choices = _with(ranges, document.ranges if document else ())
    regions = [(one, one) for one in accounts.regions()]
    audience.regions.choices = _with(regions, document.regions if document else ())
    audience.segments.choices = _with(list(segment_names().items()), document.segments if document else ())
    audience.tiers.choices = _with(list(tier_names().items()), document.tiers if document else ())
    pictures = [(f"demo/{path.name}", _name(path.name)) for path in sorted(PICTURES.glob("*.webp"))]
    form.picture.choices = [("", _("none")), *_with(pictures, [document.picture] if document else ())]
    rewards = [(row[0].code, _reward(row[0])) for row in catalog.rewards_page()]
    named = [one.reward for one in document.prizes] if document else []
    for row in form.prize.entries:
        row.form.reward.choices = [("", _("points alone")), *_with(rewards, filter(None, named))]


def more(form: ChallengeForm, key: str) -> None:
    """Another empty row of a kind."""
    lists = {"leagues.prize": form.leagues.form.prize, "teams.team": form.teams.form.team}
    rows = lists.get(key) or (form[key] if key in SWITCHES else None)
    if isinstance(rows, FieldList):
        rows.append_entry()
        if key in SWITCHES:
            form[SWITCHES[key]].data = True


def values_of(document: Document) -> dict[str, Any]:
    """What a form shows of a document."""
    scale = SCALES.get(document.unit, 1)
    plain = document.plain()
    values = {
        key: plain[key] for key in ("code", "purpose", "picture", "competitor", "join", "ties", "on_stop")
    }
    values |= {key: plain[key] for key in ("title", "text", "thanks", "audience")}
    values |= {key: str(plain[key]) for key in ("places", "announce_days", "contest_days")}
    values |= {switch: bool(plain.get(key)) for key, switch in SWITCHES.items()}
    return values | {
        "window": {"first": document.first, "last": document.last},
        "scoring": "game" if document.metric == "mixed" else "plain",
        "metric": [_metric(one) for one in document.metrics],
        "counts": plain["counts"] | _texts(plain["counts"], "products", "excluded"),
        "minimum": shown(document.minimum, scale),
        "caps": {key: shown(value, scale) if value else "" for key, value in plain["caps"].items()},
        "visibility": plain["visibility"] | {"hidden_days": str(document.hidden_days)},
        "late": _late(document),
        "targets": _targets(document),
        "teams": _teams(plain.get("teams")),
        "prize": _padded([_figured(row) for row in plain.get("prize", [])], 5),
        "step": _padded([_step(row, scale) for row in plain.get("step", [])], 4),
        "first": _padded([_scored(row, scale) for row in plain.get("first", [])], 2),
        "collective": _scored(plain.get("collective") or {}, scale),
        "boost": _padded([_boost(row) for row in plain.get("boost", [])], 1),
        "flash": _padded([_flash(one) for one in document.flashes], 1),
        "duels": _scored(plain.get("duels") or {}, scale),
        "leagues": _leagues(plain.get("leagues")),
    }


def shown(value: int, scale: int = 1) -> str:
    """A figure as it is typed: 12,5 in French, 12.5 in English; no mark between thousands."""
    text = f"{Decimal(value) / scale:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if words.language() == "fr" else text


def _metric(one: Metric) -> dict[str, str]:
    scale = SCALES.get(METRICS[one.kind], 1)
    plain = one.points == one.per == 1
    return {
        "kind": one.kind,
        "points": "" if plain and scale > 1 else str(one.points),
        "per": "" if plain and scale > 1 else shown(one.per, scale),
        "quiet_days": str(one.quiet_days),
        "fewest": str(one.fewest),
    }


def _late(document: Document) -> dict[str, str]:
    one = document.late
    recount = one.rule == "recount"
    return {
        "rule": one.rule,
        "held_bp": shown(one.held_bp, SCALES["bp"]) if recount else "",
        "days": str(one.days) if recount else "",
    }


def _targets(document: Document) -> dict[str, str]:
    one = document.targets
    if one is None:
        return {"source": "computed", "of": "amount"}
    scale = SCALES["cents"] if one.of != "quantity" else 1
    figures = {"growth_bp": shown(one.growth_bp, SCALES["bp"]), "floor": shown(one.floor, scale)}
    return {"source": one.source, "of": one.of, **figures}


def _teams(plain: dict[str, Any] | None) -> dict[str, Any]:
    if plain is None:
        return {"kind": "companies", "compare": "sum"}
    rows = [row | {"members": "\n".join(row["members"])} for row in plain.get("team", [])]
    return plain | {"best": str(plain["best"] or ""), "team": _padded(rows, 2)}


def _leagues(plain: dict[str, Any] | None) -> dict[str, Any]:
    rows = [_figured(row) for row in plain["prize"]] if plain else []
    figures = {name: str(plain[name]) for name in ("size", "up", "down")} if plain else {}
    return figures | {"prize": _padded(rows, 3)}


def _figured(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"points": str(row["points"])}


def _scored(row: dict[str, Any], scale: int) -> dict[str, Any]:
    return {name: shown(value, scale if name in ("at", "least") else 1) for name, value in row.items()}


def _step(row: dict[str, Any], scale: int) -> dict[str, Any]:
    return _scored({name: row[name] for name in ("at", "points")}, scale) | {
        "at_once": "yes" if row["at_once"] else "no"
    }


def _boost(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "first": _day(row["from"]),
        "last": _day(row["to"]),
        "times_bp": shown(row["times_bp"], TIMES),
        "most": str(row["most"]),
    } | _texts(row, "ranges", "products")


def _flash(one: Any) -> dict[str, Any]:
    plain = one.metric.points == one.metric.per == 1
    scale = SCALES.get(METRICS[one.metric.kind], 1) if plain else 1
    metric = _metric(one.metric) | ({"points": "", "per": ""} if plain else {})
    return {
        **{name: getattr(one, name) for name in ("code", "title_fr", "title_en", "starts", "ends")},
        "metric": metric,
        "at": shown(one.at, scale),
        "points": str(one.points),
        "places": str(one.places),
        "ranges": "\n".join(one.ranges),
        "products": "\n".join(one.products),
    }


def _texts(row: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: "\n".join(row[name]) for name in names}


def _day(text: str) -> Any:
    return date.fromisoformat(text)


def _padded(rows: list[dict[str, Any]], least: int) -> list[dict[str, Any]]:
    return rows + [{}] * max(least - len(rows), SPARE)


def _with(choices: Choices, named: Iterable[str]) -> Choices:
    known = {key for key, _label in choices}
    return choices + [(one, one) for one in dict.fromkeys(named) if one and one not in known]


def _reward(reward: Any) -> str:
    name = reward.name_en if words.language() == "en" else reward.name_fr
    return f"{name} ({reward.price_points})"


def _name(file: str) -> str:
    return file.removesuffix(".webp").replace("-", " ").capitalize()
