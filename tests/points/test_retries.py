"""A correction by hand meets another transaction's lock once: it is made at the second try, and made once."""

import pytest
from sqlalchemy import select

from core.database import session
from points.models import LedgerTransaction
from tests.points.making import held
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.locked import held_once

pytestmark = pytest.mark.faults


def test_a_correction_is_made_and_undone(cast: Cast, visitor: Browser) -> None:
    claire, wallet = visitor.as_(cast.claire), cast.karim.wallet_id
    page = claire.get(f"/staff/programme/wallets/{wallet}")
    checked = claire.submit(page, "Vérifier la correction", points=50, reason="Oubli de septembre.")
    with held_once() as failed:
        claire.submit(checked, "Inscrire la correction")
    assert (len(failed), held(wallet)) == (1, (50, 0))
    made = session.scalars(select(LedgerTransaction.id).where(LedgerTransaction.kind == "correction")).one()
    with held_once() as failed:
        claire.post(f"/staff/programme/corrections/{made}/reversal", reason="Saisie deux fois.")
    assert (len(failed), held(wallet)) == (1, (0, 0))
