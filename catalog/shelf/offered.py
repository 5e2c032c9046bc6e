"""Somebody before the shelf with a purse in hand."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from catalog.rules.refusals import NotForYou
from catalog.rules.visibility import hindrance
from catalog.shelf import kept
from catalog.shelf.cards import Card, beside
from catalog.shelf.kept import Class
from catalog.shelf.offers import sight
from catalog.shelf.stand import STATES, Offered, Stand, beside_purse
from catalog.shelf.viewers import Viewer
from core.rules import Refused


@dataclass(frozen=True)
class Look:
    """How somebody sees the shelf of a beneficiary at an instant."""

    viewer: Viewer
    beneficiary: str
    #: points held, points of a usual earning
    purse: tuple[int, int]
    at: datetime

    @cached_property
    def stand(self) -> Stand:
        """What is offered to whoever is like them."""
        return kept.stand(self.viewer.mark, self._class)

    def card(self, one: Offered) -> Card:
        """A reward beside the purse."""
        told, ware = beside_purse(one, self.purse[0]), one.ware
        locked = self._reason(ware.audience) if ware.audience in self._class.greyed else None
        chosen = ware.id == self.viewer.goal
        return beside(ware, one.points, STATES[told.place], self.purse, locked, chosen)

    @cached_property
    def _class(self) -> Class:
        viewer, goods = self.viewer, kept.goods(self.viewer.mark)
        hidden, greyed = list[str](), list[str]()
        for stored, audience in goods.audiences.items():
            why = hindrance(audience, viewer.who(audience, weighed=False))
            if why:
                (hidden if isinstance(why, NotForYou) else greyed).append(stored)
        return Class(
            self.beneficiary,
            viewer.day,
            kept.still(viewer.mark, self.at),
            viewer.tier if viewer.tier in goods.tiers else "",
            viewer.company_kind if viewer.company_kind in goods.kinds else "",
            tuple(sorted(viewer.segments & goods.segments)),
            tuple(sorted(hidden)),
            tuple(sorted(greyed)),
            "personal" if viewer.professional_only else "",
        )

    def _reason(self, stored: str) -> Refused | None:
        """What opens an audience's rewards; asked once for all of them, and only for what is shown."""
        if stored not in self._reasons:
            self._reasons[stored] = sight(json.loads(stored), self.viewer)
        return self._reasons[stored]

    @cached_property
    def _reasons(self) -> dict[str, Refused | None]:
        return {}


def look(viewer: Viewer, beneficiary: str, purse: tuple[int, int], at: datetime) -> Look:
    """How somebody whose view was read whole (`browsing`) sees the shelf of a beneficiary at an instant."""
    return Look(viewer, beneficiary, purse, at)
