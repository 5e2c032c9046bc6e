"""A tier's badge for the pages of rooms that know nothing of tiers: `tier_badge(kind, id)` in a template."""

from flask import Flask

from points.tiers.standings import Badge, badge_of


def tier_badge(kind: str, holder_id: int) -> Badge | None:
    """The badge of a person or a company; None without a tier."""
    return badge_of(kind, [holder_id]).get(holder_id)


def init_app(app: Flask) -> None:
    """Hand it to every template."""
    app.jinja_env.globals["tier_badge"] = tier_badge
