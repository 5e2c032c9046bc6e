"""What surrounds every page: who is signed in, the balance, the bell, what waits for a decision."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

from flask import Flask, current_app, g
from flask_login import current_user

from accounts.identity import Visitor
from core.settings import Brand
from home import decisions, queries

ADMINISTRATOR = frozenset(
    "today sales programme challenges rewards orders people insights compliance settings search".split()
)
ACCOUNT_MANAGER = frozenset("today challenges people search".split())


@dataclass
class Frame:
    """What the frames of members and staff show; figures are fetched only when a template asks."""

    visitor: Visitor
    brand: Brand

    @property
    def person_name(self) -> str:
        """First and last name."""
        return self.visitor.person.name

    @property
    def first_name(self) -> str:
        """For the greeting."""
        return self.visitor.person.first_name

    @property
    def initials(self) -> str:
        """Two letters for the badge."""
        return (self.visitor.person.first_name[:1] + self.visitor.person.last_name[:1]).upper()

    @property
    def role(self) -> str:
        """The role of today's mandate."""
        return self.visitor.role

    @property
    def company_line(self) -> str:
        """Company and city."""
        company = self.visitor.company
        return ", ".join(part for part in (company.name, company.city) if part) if company else ""

    @cached_property
    def _surroundings(self) -> queries.Surroundings:
        return queries.surroundings(self.visitor)

    @property
    def balance(self) -> int | None:
        """Points that may be spent; None for the sponsor's staff, who earn none."""
        return None if self.visitor.is_staff else self._surroundings.balance

    @property
    def wallet_id(self) -> int | None:
        """The wallet shown first; None until it was opened."""
        return self._surroundings.wallet_id

    @property
    def points_path(self) -> str:
        """Where that balance is explained."""
        return "/points/company" if queries.company_first(self.visitor) else "/points"

    @property
    def unread(self) -> int:
        """Notices not yet read."""
        return self._surroundings.unread

    @property
    def places(self) -> frozenset[str]:
        """The entries of the staff's rail."""
        return {"administrator": ADMINISTRATOR, "account_manager": ACCOUNT_MANAGER}.get(
            self.role, frozenset()
        )

    @cached_property
    def today_count(self) -> int:
        """Decisions that wait."""
        return decisions.count() if self.role == "administrator" else 0


def around(visitor: Visitor) -> Frame:
    """The frame of this request's page, made once."""
    if "frame" not in g:
        g.frame = Frame(visitor, current_app.config["SETTINGS"].brand)
    return cast(Frame, g.frame)


def init_app(app: Flask) -> None:
    """Hand `frame` and `brand` to every template."""

    @app.context_processor
    def surround() -> dict[str, object]:
        brand = current_app.config["SETTINGS"].brand
        signed_in = current_user and current_user.is_authenticated
        return {"frame": around(current_user._get_current_object()) if signed_in else None, "brand": brand}
