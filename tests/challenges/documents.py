"""Documents for tests, made from one example."""

from copy import deepcopy
from typing import Any

from challenges.document.reading import from_plain
from challenges.document.terms import Document

AUTUMN: dict[str, Any] = {
    "code": "autumn",
    "picture": "demo/pac.webp",
    "competitor": "rep",
    "metric": "quantity",
    "join": "automatic",
    "ties": "date",
    "announce_days": 7,
    "contest_days": 5,
    "title": {"fr": "Cap sur les PAC", "en": "Heat pump autumn"},
    "text": {"fr": "Vendez des pompes à chaleur.", "en": "Sell heat pumps."},
    "window": {"from": "2026-10-12", "to": "2026-10-25"},
    "counts": {"ranges": ["PUMPS"], "products": [], "date": "sold"},
    "audience": {"company_kinds": ["distributor"], "regions": []},
    "visibility": {"open_scores": False, "open_names": False},
    "prize": [{"ranks": "1", "points": 1500}, {"ranks": "2", "points": 1000}, {"ranks": "3", "points": 500}],
}


def plain(**changes: Any) -> dict[str, Any]:
    """The example, changed: a section given as a mapping is merged, None takes a key out."""
    made = deepcopy(AUTUMN)
    for key, value in changes.items():
        if value is None:
            made.pop(key, None)
        elif isinstance(value, dict) and isinstance(made.get(key), dict):
            made[key] = {**made[key], **value}
        else:
            made[key] = value
    return made


def document(**changes: Any) -> Document:
    """The example, changed, as a document."""
    return from_plain(plain(**changes))
