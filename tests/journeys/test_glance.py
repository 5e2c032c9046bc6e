"""What a rep sees at one glance between two visits, on the demo story."""

import pytest
from playwright.sync_api import expect

from tests.support.cast import Member
from tests.support.chromium import PHONE, Screen


@pytest.mark.browser
@pytest.mark.once
def test_a_rep_sees_balance_rank_days_left_and_next_reward_without_scrolling(
    told: dict[str, Member], screen: Screen
) -> None:
    page = screen.enter(told["rep"]).see("/", PHONE)
    for part in (".balance", ".hero .rank", ".hero .soft", ".goal"):
        expect(page.locator(part).first).to_be_in_viewport(ratio=0.9)
