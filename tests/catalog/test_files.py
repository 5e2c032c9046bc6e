"""The catalogue's files: every problem at once with its place, twice is once, and out is in again."""

import io

from sqlalchemy import delete, func, select

from catalog import actions, importing
from catalog.importing import taking
from catalog.keeping import parts, prices, sessions, slots, variants
from catalog.models import Reward, RewardPart, RewardPrice, RewardSession, RewardVariant, ServiceSlot
from catalog.rules.kinds import KINDS
from catalog.rules.prices import Row
from catalog.suppliers import actions as suppliers
from core.database import session, transaction
from core.exports import csv_text
from tests.catalog.scene import a_reward
from tests.catalog.test_details import GOOD
from tests.catalog.test_keeping import BY, DAY, HOUR, SOON
from tests.catalog.test_pages import in_english
from tests.support.cast import START

HEAD = "code;name_fr;name_en;category;kind;form;price_points;cost"
BAD = f"""{HEAD};scale;for_tiers;ranges;supplier;perceived;drivers;percent;beneficiary
a;A;A;vouchers;rebate;cash;0;0;no scale;;;;;;;company
b;B;B;vouchers;discount;in_kind;5;1;;gold;NOPE;nobody;much;luck;;
c;C;C;vouchers;credit_note;cash;5;1;;;;;;;12;
d;D;D;tools;goods;in_kind;0;1;;;;;;;;
"""
BAD_DATES = """reward;starts;ends;place;seats
course;2026-11-14 09:00;2026-11-14 08:00;Tours;4
nothing;2026-11-14 09:00;2026-11-14 10:00;Tours;4
course;soon;2026-11-14 10:00;Tours;0
"""


def everything():
    """One reward of each kind, with all that it can be made of."""
    details = {**GOOD, "discount": {"percent_bp": 1_250}}
    maker = suppliers.add(START, BY, code="maker", name="Maker")
    made = {}
    for kind in KINDS:
        more = {"details": details.get(kind, {}), "beneficiary": "company", "stock": None}
        made[kind] = a_reward(kind, name_fr=f"=1+1 {kind}", kind=kind, supplier_id=maker, **more).id
    audience = {"kinds": ["installer"], "locked": "hide"}
    rich = {"perceived_cents": 9_999, "drivers": ["recognition"], "benefit_fr": "Mieux, plus vite"}
    actions.change_reward(made["goods"], START, BY, audience=audience, low_stock=3, valid_days=30, **rich)
    goods = a_reward("gourd", beneficiary="company").id
    variants.add(made["goods"], "L", "Taille L", "Size L", START, BY, stock=4)
    prices.write(made["goods"], [Row(9, company_kind="installer", ends_on=SOON.date())], START, BY)
    parts.write(made["bundle"], [(made["goods"], 1), (goods, 2)], START, BY)
    sessions.add(made["event"], SOON, SOON + HOUR, SOON - DAY, "Tours", 4, START, BY)
    slots.add(made["service"], "Inès", "18", SOON, SOON + HOUR, START, BY)


def taken_away():
    return {what: csv_text(*taking.table(what)).encode() for what in ("rewards", *importing.FILES)}


def test_every_file_taken_away_comes_in_again_as_it_is(cast):
    with transaction():
        everything()
    before = taken_away()
    with transaction():
        brought = importing.import_rewards(before["rewards"], START, BY)
        assert (brought.added, brought.changed) == (0, 0)
        for what in importing.FILES:
            assert importing.bring(what, before[what], START, BY) == (0, 0)
    assert taken_away() == before


def test_what_was_taken_away_fills_an_empty_house_the_same(cast):
    with transaction():
        everything()
    before = taken_away()
    with transaction():
        for one in (RewardVariant, RewardSession, ServiceSlot, RewardPart, RewardPrice, Reward):
            session.execute(delete(one))
    with transaction():
        importing.import_rewards(before["rewards"], START, BY)
        for what in importing.FILES:
            importing.bring(what, before[what], START, BY)
    again = taken_away()
    assert {what: sorted(again[what].splitlines()) for what in again} == {
        what: sorted(before[what].splitlines()) for what in before
    }


def test_a_file_changes_only_the_columns_that_it_has(cast):
    with transaction():
        drill = a_reward(benefit_fr="Plus vite", picture="demo/drill.webp", drivers=["convenience"]).id
        importing.import_rewards(f"{HEAD}\ndrill;P;D;tools;goods;in_kind;7;1\n".encode(), START, BY)
    found = session.get_one(Reward, drill, populate_existing=True)
    assert (found.price_points, found.benefit_fr, found.drivers) == (7, "Plus vite", ["convenience"])


def test_every_problem_of_every_kind_is_said_at_its_place(cast, shell, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(BAD, encoding="utf-8")
    said = shell("catalog", "import", path, code=1).errors
    for place in (
        *("line 2, scale:", "line 3, for_tiers:", "line 3, ranges:", "line 3, supplier:"),
        *("line 3, perceived:", "line 3, drivers:", "line 3, percent:"),
        *("line 4, amount:", "line 4, percent:", "line 4, beneficiary:", "line 5, price_points:"),
    ):
        assert place in said, place
    assert session.scalar(select(func.count()).select_from(Reward)) == 0


def test_dates_come_in_from_the_shell_whole_or_not_at_all(cast, shell, tmp_path):
    with transaction():
        a_reward("course", kind="training", stock=None)
    path = tmp_path / "dates.csv"
    path.write_text(BAD_DATES, encoding="utf-8")
    said = shell("catalog", "import", path, "--as", "dates", code=1).errors
    for place in ("line 3, reward:", "line 4, starts:", "line 4, seats:"):
        assert place in said, place
    path.write_text("\n".join(BAD_DATES.splitlines()[:2]), encoding="utf-8")
    assert (
        "line 2, starts: It has to end after it begins"
        in shell("catalog", "import", path, "--as", "dates", code=1).errors
    )
    good = "reward;starts;ends;place;seats\ncourse;2026-11-14 09:00;2026-11-14 17:00;Tours;4\n"
    path.write_text(good, encoding="utf-8")
    assert "1 added, 0 changed." in shell("catalog", "import", path, "--as", "dates").output
    assert "0 added, 0 changed." in shell("catalog", "import", path, "--as", "dates").output
    assert "2026-11-14 09:00" in shell("catalog", "export", "dates").output


def test_staff_bring_a_file_in_and_read_its_problems(cast, visitor):
    in_english(cast.claire)
    browser = visitor.as_(cast.claire)
    page = browser.get("/staff/rewards/files")
    bad = browser.submit(
        page, "Bring the file in", 422, what="rewards", file=(io.BytesIO(BAD.encode()), "a.csv")
    )
    assert bad.says("problems")
    assert bad.says("for_tiers")
    good = f"{HEAD}\ndrill;P;Drill;tools;goods;in_kind;7;1\n".encode()
    done = browser.submit(page, "Bring the file in", what="rewards", file=(io.BytesIO(good), "a.csv"))
    assert done.says("1 line is new")
    assert "drill" in browser.get("/staff/rewards.csv").html
    browser.get("/staff/rewards/files/secrets.csv", 404)


def test_the_problems_of_a_file_are_said_in_the_readers_language(cast, visitor):
    browser = visitor.as_(cast.claire)
    page = browser.get("/staff/rewards/files")
    bad = browser.submit(
        page, "Apporter le fichier", 422, what="rewards", file=(io.BytesIO(BAD.encode()), "a.csv")
    )
    assert bad.says("n’est pas un montant en euros")
    assert not bad.says("is no amount in euros")
