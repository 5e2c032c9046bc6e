"""Numbers beyond any key and texts that no database takes are refused at the door, never a 500."""

import pytest

HUGE = "9" * 23
ASKED_OF_MEMBERS = (
    f"/orders/{HUGE}",
    f"/rewards/{HUGE}",
    f"/points?before={HUGE}",
    f"/sales/claims/promise?product={HUGE}&amount=5",
    f"/sales/claims/{HUGE}/photo",
    "/challenges/a%00b",
    "/rewards?family=%00",
)
ASKED_OF_STAFF = (
    f"/staff/orders/{HUGE}",
    f"/staff/orders?page={HUGE}",
    "/staff/orders?q=%00",
    f"/staff/programme/balances?page={HUGE}",
    f"/staff/programme/wallets/1?before={HUGE}",
    f"/staff/products?page={HUGE}",
    "/staff/challenges/new?like=%00",
)


@pytest.mark.parametrize("path", ASKED_OF_MEMBERS)
def test_a_member_s_impossible_address_is_refused(cast, visitor, path):
    assert visitor.as_(cast.karim).client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("path", ASKED_OF_STAFF)
def test_a_desk_s_impossible_address_is_refused(cast, visitor, path):
    assert visitor.as_(cast.claire).client.get(path).status_code in {400, 404}


def test_a_long_number_may_be_searched_for(cast, visitor):
    visitor.as_(cast.claire).get(f"/staff/search?q={HUGE}")
    visitor.as_(cast.claire).get("/staff/orders?page=999999999999999")
