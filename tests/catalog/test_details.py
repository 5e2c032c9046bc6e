"""What each kind has to say of itself: every kind has an example that holds, and every gap has a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import details as kinds
from catalog.rules.kinds import KINDS

STEPS = [{"from_cents": 1_000_000, "rate_bp": 100}, {"from_cents": 5_000_000, "rate_bp": 250}]
#: One of each kind that has something of its own.
GOOD = {
    "gift_card": {"provider": "pool", "face_cents": 2_000},
    "discount": {"percent_bp": 1_000, "ranges": ["PAC"]},
    "volume_discount": {"scale": STEPS, "side": "bought"},
    "rebate": {"scale": STEPS, "side": "sold"},
    "deferred_discount": {"amount_cents": 15_000},
    "credit_note": {"amount_cents": 25_000},
    "entitlement": {"what": "payment_terms", "days": 60},
    "service": {"contact": "Inès Caron, 02 47 00 00 18"},
}
BAD = [
    ("gift_card", {"provider": "", "face_cents": 2_000}, "provider"),
    ("gift_card", {"provider": "pool", "face_cents": 0}, "face_cents"),
    ("discount", {"percent_bp": 10_001}, "percent_bp"),
    ("discount", {"percent_bp": 500, "ranges": ["PAC", "PAC"]}, "ranges"),
    ("volume_discount", {"scale": [], "side": "bought"}, "scale"),
    ("rebate", {"scale": STEPS[::-1], "side": "bought"}, "scale"),
    ("rebate", {"scale": STEPS, "side": "both"}, "side"),
    ("deferred_discount", {}, "amount_cents"),
    ("credit_note", {"amount_cents": True}, "amount_cents"),
    ("entitlement", {"what": "payment_terms"}, "days"),
    ("entitlement", {"what": "hotline"}, "contact"),
    ("entitlement", {"what": "everything"}, "what"),
    ("service", {"contact": "x" * 161}, "contact"),
    ("goods", {"percent_bp": 500}, "percent_bp"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_that_holds(kind):
    assert kinds.check(kind, GOOD.get(kind, {})) == []


@pytest.mark.parametrize(("kind", "details", "key"), BAD)
def test_what_is_missing_or_impossible_is_named_and_has_a_sentence(kind, details, key):
    assert key in kinds.check(kind, details)
    assert len(str(kinds.DetailsWrong(key))) > 20


@given(
    st.sampled_from(KINDS),
    st.dictionaries(
        st.sampled_from([*kinds.SENTENCES, "colour"]),
        st.one_of(
            st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3)), st.none(), st.booleans()
        ),
    ),
)
def test_whatever_is_written_is_judged_and_never_breaks(kind, details):
    wrong = kinds.check(kind, details)
    assert set(details) - set(kinds.FIELDS.get(kind, {})) <= set(wrong)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=5))
def test_a_scale_rises_or_is_refused(starts):
    scale = [{"from_cents": start, "rate_bp": 100} for start in starts]
    rises = starts == sorted(set(starts))
    assert (kinds.check("rebate", {"scale": scale, "side": "bought"}) == []) is rises


def test_conditions_of_an_account_belong_to_companies_and_cost_points_unless_a_tier_opens_them():
    base = {"audience": {}, "price_points": 10, "beneficiary": "person"}
    for kind in ("rebate", "volume_discount", "credit_note", "entitlement"):
        found = kinds.obstacles({**base, "kind": kind, "details": GOOD[kind]})
        assert [type(one) for one in found] == [kinds.CompaniesOnly]
    free = {**base, "price_points": 0, "kind": "goods", "details": {}}
    assert [type(one) for one in kinds.obstacles(free)] == [kinds.NeverFree]
    opened = {"what": "other", "unlocked": True}
    assert kinds.obstacles({**free, "kind": "entitlement", "details": opened}) == []


@pytest.mark.parametrize(
    ("audience", "key"),
    [({"kinds": ["sponsor"]}, "kinds"), ({"tiers": "gold"}, "tiers"), ({"locked": "maybe"}, "locked")],
)
def test_an_audience_names_codes_and_what_the_others_see(audience, key):
    assert key in kinds.check_audience(audience)
    assert kinds.check_audience({"kinds": ["installer"], "tiers": ["gold"], "locked": "hide"}) == []
