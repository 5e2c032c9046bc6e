"""Between the desk's form and a reward's columns: figures in the reader's way, the details of its kind."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from catalog import actions, pictures
from catalog.importing import cells
from catalog.models import Reward
from catalog.pages.reward_forms import RewardForm
from catalog.rules import details as kinds
from catalog.rules.kinds import FAMILY_OF, NATURE_OF
from core.assets import STATIC
from core.format import reader
from core.reply import say
from core.rules import Refused

AUDIENCE = ("kinds", "segments", "tiers", "ranges")
#: Fields whose name is not the details' key.
FIELD_OF = {"face_cents": "face", "percent_bp": "percent", "amount_cents": "amount"}
#: The legal form that a kind usually has.
FORM_OF = {
    "gift_card": "voucher",
    "travel": "trip",
    "training": "training",
    "rebate": "cash",
    "credit_note": "cash",
}


def usual(kind: str) -> dict[str, Any]:
    """What a new reward of a kind begins with."""
    company = kinds.for_companies(kind, {}) or kind == "training"
    return {
        "kind": kind,
        "family": FAMILY_OF[kind],
        "nature": "professional" if company else NATURE_OF[kind],
        "form": FORM_OF.get(kind, "in_kind"),
        "beneficiary": "company" if company else "person",
        "price_points": 0 if kind == "rebate" else None,
    }


def held(reward: Reward) -> dict[str, Any]:
    """A reward as its form shows it."""
    values = {name: getattr(reward, name) for name in actions.COLUMNS}
    values |= {f"for_{name}": reward.audience.get(name, []) for name in AUDIENCE}
    values |= {FIELD_OF.get(key, key): value for key, value in reward.details.items()}
    values |= {"locked": reward.audience.get("locked", "grey"), "supplier_id": reward.supplier_id or 0}
    for name, key in (("cost", "cost_cents"), ("perceived", "perceived_cents")):
        values[name] = _typed(cells.as_money(values[key]))
    for name, write in (("face", cells.as_money), ("amount", cells.as_money), ("percent", cells.as_rate)):
        if name in values:
            values[name] = _typed(write(values[name]))
    if "scale" in values:
        values["scale"] = _typed(cells.as_scale(values["scale"]).replace(" / ", "\n"))
    return values


def columns_of(form: RewardForm) -> dict[str, Any] | None:
    """What the form says, as columns; None with the errors set where something cannot be."""
    columns = {name: form[name].data for name in actions.COLUMNS if name in form}
    for name in ("about_fr", "about_en"):
        columns[name] = (columns[name] or "").strip().replace("\r\n", "\n")
    columns["supplier_id"] = columns["supplier_id"] or None
    columns["cost_cents"] = _read(form.cost, cells.money, _amount())
    columns["perceived_cents"] = _read(form.perceived, cells.money, _amount())
    columns["audience"] = _audience(form)
    columns["details"] = _details(form)
    columns["picture"] = _picture(form)
    if form.errors or any(field.errors for field in form):
        return None
    return columns if _possible(form, columns) else None


def _possible(form: RewardForm, columns: dict[str, Any]) -> bool:
    """Say at its field what the kind does not allow."""
    whole = {
        **columns,
        "details": kinds.completed(columns["kind"], columns["details"], columns["cost_cents"]),
    }
    found = kinds.obstacles(whole)
    for one in found:
        name = FIELD_OF.get(one.key, f"for_{one.key}" if one.key in AUDIENCE[:3] else one.key)
        field = getattr(form, name, form.code)
        field.errors = [*field.errors, say(one)]
    return not found


def _details(form: RewardForm) -> dict[str, Any]:
    """Only what the kind has, and only what was filled in."""
    steps = kinds.SENTENCES["scale"]
    read: dict[str, Callable[[Any], Any]] = {
        "face_cents": lambda field: _read(field, cells.money, _amount()),
        "amount_cents": lambda field: _read(field, cells.money, _amount()),
        "percent_bp": lambda field: _read(field, cells.rate, _("Write a percentage, like 7.5.")),
        "scale": lambda field: _read(field, cells.scale, str(_(steps))),
    }
    found = {}
    for key in kinds.FIELDS.get(form.kind.data or "", {}):
        field = form[FIELD_OF.get(key, key)]
        found[key] = read[key](field) if key in read else field.data
    if found.get("what") != "payment_terms":
        found.pop("days", None)
    return {key: value for key, value in found.items() if value not in (None, "", [], False)}


def _audience(form: RewardForm) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: list(form[f"for_{name}"].data) for name in AUDIENCE if form[f"for_{name}"].data
    }
    return {**found, "locked": form.locked.data} if found.get("tiers") else found


def _picture(form: RewardForm) -> str:
    """The picture chosen or brought, as reward.picture says it."""
    files = current_app.config["SETTINGS"].files
    if form.upload.data:
        try:
            return pictures.store(files, form.upload.data.read(pictures.LARGEST + 1))
        except Refused as refused:
            form.upload.errors = [say(refused)]
            return ""
    chosen = str(form.picture.data or "")
    if chosen.startswith(pictures.UPLOADED):
        name = chosen.removeprefix(pictures.UPLOADED)
        known = "/" not in name and (files / pictures.FOLDER / name).is_file()
    else:
        known = not chosen or chosen in pictures.shipped(STATIC)
    if not known:
        form.picture.errors = [_("Choose one of the pictures.")]
    return chosen


def _read(field: Any, read: Callable[[str], Any], wrong: str) -> Any:
    if not (field.data or "").strip():
        return None
    try:
        return read(field.data.strip())
    except ValueError:
        field.errors = [wrong]
        return None


def _amount() -> str:
    return str(_("Write an amount in euros, like 149.90."))


def _typed(text: str) -> str:
    """A figure with the reader's decimal mark."""
    return text.replace(".", ",") if reader().language == "fr" else text
