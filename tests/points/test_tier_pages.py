"""The staff's pages of tiers: prepared, previewed by name, published; files; the shell."""

from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale, gettext

from core.database import session, transaction
from points.models import TierScheme
from points.tiers.schemes import (
    DraftInTheWay,
    HasBegun,
    draft,
    in_force,
    published,
    save_draft,
    scheme_of,
    withdraw,
)
from tests.points.tiering import DAY, SCHEME, TODAY, reviewed, scheme, tier, traded
from tests.support.browser import Browser, plain
from tests.support.cast import START, Cast
from tests.support.shell import Shell

PAGE = "/staff/programme/tiers"


def fr(words: str, **facts: Any) -> str:
    with force_locale("fr"):
        return plain(gettext(words, **facts))


LEVELS: dict[str, Any] = {
    "levels-0-name_fr": "Bronze",
    "levels-0-name_en": "Bronze",
    "levels-0-threshold": "0",
    "levels-0-benefits": "Un conseiller dédié | An adviser of your own",
    "levels-1-name_fr": "Argent",
    "levels-1-name_en": "Silver",
    "levels-1-threshold": "1000,50",
    "levels-1-or_acts": "2",
    "levels-2-name_fr": "",
    "levels-2-name_en": "",
}


def test_tiers_are_prepared_previewed_by_name_and_published(books: Cast, visitor: Browser) -> None:
    traded(books, 2_000_00)
    claire = visitor.as_(books.claire)
    preview = claire.submit(claire.get(f"{PAGE}/draft"), fr("See who would stand where"), **LEVELS)
    assert preview.says("Comptoir Mérel")
    assert preview.says("Vauban Énergies")
    assert in_force(TODAY) is None
    page = claire.submit(preview, fr("Put these tiers in force"), starts_on=TODAY.isoformat())
    assert page.says("Argent")
    assert tier("company", books.merel.id) == "argent"
    session.expire_all()
    row = in_force(TODAY)
    assert row is not None
    found = scheme_of(row)
    assert [(one.code, one.threshold, one.or_acts) for one in found.levels] == [
        ("bronze", 0, None),
        ("argent", 1_000_50, 2),
    ]
    assert found.levels[0].benefits[0].en == "An adviser of your own"


def test_every_problem_stands_beside_its_field(books: Cast, visitor: Browser) -> None:
    claire = visitor.as_(books.claire)
    wrong = LEVELS | {"levels-0-benefits": "", "levels-1-threshold": "0", "grace_days": "900"}
    form = claire.get(f"{PAGE}/draft")
    page = claire.submit(form, fr("See who would stand where"), **wrong, status=422)
    assert page.says(fr("The first tier brings at least one real benefit."))
    assert page.says(fr("Each threshold is above the one before."))
    assert draft() is None
    typed = LEVELS | {"levels-1-threshold": "beaucoup"}
    assert claire.submit(form, fr("See who would stand where"), **typed, status=422).says(
        fr("A figure such as 20000, please.")
    )


def test_an_announced_version_is_taken_back_and_a_draft_thrown_away(books: Cast, visitor: Browser) -> None:
    scheme(starts_on=TODAY + DAY)
    claire = visitor.as_(books.claire)
    page = claire.submit(claire.get(PAGE), fr("Take it back"))
    session.expire_all()
    assert draft() is not None
    page = claire.submit(page, fr("Throw it away"))
    assert page.says(fr("The draft is gone. Nothing else has changed."))
    session.expire_all()
    assert (draft(), published()) == (None, [])
    claire.post(f"{PAGE}/1/withdrawal", status=404)


def test_what_is_in_force_is_not_taken_back(books: Cast) -> None:
    scheme()
    row = in_force(TODAY)
    assert row is not None
    with pytest.raises(HasBegun), transaction():
        withdraw(row.id, START, books.claire.actor)


def test_a_version_is_not_taken_back_over_a_draft(books: Cast) -> None:
    scheme(starts_on=TODAY + DAY)
    with transaction():
        save_draft(SCHEME, START, "test")
    with pytest.raises(DraftInTheWay), transaction():
        withdraw(published()[0].id, START, books.claire.actor)


def test_who_would_fall_is_named_before_anything_changes(books: Cast, visitor: Browser) -> None:
    scheme()
    traded(books, 2_000_00)
    reviewed()
    claire = visitor.as_(books.claire)
    form = claire.get(f"{PAGE}/draft")
    page = claire.submit(form, fr("See who would stand where"), **{"levels-1-threshold": "3000"})
    assert page.says(fr("%(up)s would rise, %(down)s would fall", up=0, down=2))
    assert tier("company", books.merel.id) == "argent"
    assert (
        visitor.as_(books.claire).get(f"{PAGE}/draft/preview.csv").says('"VAUBAN","Vauban Énergies",200000')
    )


def test_a_day_that_has_passed_is_refused_beside_the_day(books: Cast, visitor: Browser) -> None:
    scheme()
    claire = visitor.as_(books.claire)
    preview = claire.submit(claire.get(f"{PAGE}/draft"), fr("See who would stand where"), grace_days="10")
    page = claire.submit(
        preview, fr("Put these tiers in force"), starts_on=(TODAY - DAY).isoformat(), status=422
    )
    assert page.says(
        fr("These tiers can begin on %(earliest)s at the earliest.", earliest=(TODAY + DAY).isoformat())
    )


def test_the_page_names_who_is_about_to_lose_a_tier(books: Cast, visitor: Browser) -> None:
    scheme()
    line = traded(books, 2_000_00)
    reviewed()
    traded(books, -1_500_00, returns_id=line)
    reviewed()
    page = visitor.as_(books.claire).get(PAGE)
    assert page.says("Comptoir Mérel")
    assert page.says("500 €")
    assert visitor.as_(books.claire).get(f"{PAGE}/holders.csv").says("MEREL")


def test_the_calibrations_thresholds_fill_the_draft(books: Cast, visitor: Browser) -> None:
    scheme()
    page = visitor.as_(books.claire).get(f"{PAGE}/draft?threshold=0&threshold=2500000&threshold=9000000")
    assert page.the("#levels-1-threshold")["value"] == "25000"
    assert page.the("#levels-2-threshold")["value"] == "90000"


def test_only_administrators_prepare_tiers(books: Cast, visitor: Browser) -> None:
    for who in (books.hugo, books.nadia, books.karim):
        visitor.as_(who).get(PAGE, status=403)
        visitor.as_(who).get(f"{PAGE}/draft", status=403)


FILE = """
[tiers]
measure = "turnover"
span = "rolling"
months = 12
downgrade = "one_step"
grace_days = 60
from = "2026-10-15"

[[tier]]
code = "bronze"
name = "Bronze"
colour = "bronze"
benefits = [{fr = "Un conseiller dédié", en = "An adviser of your own"}]

[[tier]]
code = "argent"
name = {fr = "Argent", en = "Silver"}
colour = "silver"
threshold = "1000.50"
acts = 2
"""


def test_a_file_says_the_same_and_again_changes_nothing(books: Cast, shell: Shell, tmp_path: Path) -> None:
    traded(books, 2_000_00)
    file = tmp_path / "tiers.toml"
    file.write_text(FILE, "utf-8")
    shell("points", "tiers", "load", file, "--dry-run")
    assert session.query(TierScheme).count() == 0
    assert "2026-10-15" in shell("points", "tiers", "load", file).output
    assert tier("company", books.merel.id) == "argent"
    assert "Nothing new" in shell("points", "tiers", "load", file).output
    shown = shell("points", "tiers", "show", "--format", "csv").lines
    assert shown[2].startswith("argent,Argent,Silver,silver,100050,2,2")
    assert "0 tiers changed" in shell("points", "tiers", "review").output


def test_a_bad_file_is_told_every_problem(books: Cast, shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "tiers.toml"
    file.write_text(
        FILE.replace("benefits", "gifts").replace('"2026-10-15"', '"soon"').replace("60", "900"), "utf-8"
    )
    errors = shell("points", "tiers", "load", file, code=1).errors
    for word in ("gifts", "from", "grace_days", "benefit"):
        assert word in errors, word
    assert SCHEME.levels


def test_the_clock_looks_at_everybody_once_a_day(books: Cast, shell: Shell) -> None:
    scheme()
    shell("clock", "run-due")
    assert tier("company", books.merel.id) == "bronze"
