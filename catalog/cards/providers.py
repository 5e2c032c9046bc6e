"""Which provider a name of the settings means."""

from datetime import datetime

from flask import current_app

from catalog.cards.http import HttpProvider
from catalog.cards.pool import Pool
from catalog.cards.port import Provider
from catalog.rules.details import DESK, POOL


def provider_of(name: str, at: datetime) -> Provider | None:
    """The pool, or one that the settings name; None where they do not."""
    if name == POOL:
        return Pool(at)
    remotes = current_app.config["SETTINGS"].card_providers
    return next((HttpProvider(one) for one in remotes if one.name == name), None)


def names() -> list[str]:
    """Every provider that a reward may name: the pool, staff by hand, those of the settings."""
    return [POOL, DESK, *(one.name for one in current_app.config["SETTINGS"].card_providers)]
