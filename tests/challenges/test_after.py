"""After a challenge: thanks, figures, who came back, what arrived late and would have changed."""

from dataclasses import replace
from datetime import date

import pytest

from challenges.document.parts import Step
from challenges.proof import after
from core.clock import clock
from tests.challenges.games import CERTIFIES, files, play
from tests.challenges.selling import Sale, bring
from tests.challenges.test_recount import run
from tests.support.browser import Browser
from tests.support.cast import Cast


@pytest.fixture
def ended(cast: Cast) -> int:
    """A challenge that is paid."""
    return play(
        cast, steps=(Step(2, 100),), thanks_fr="Merci à tous, vous êtes formidables.", thanks_en="Thanks."
    )


def test_a_member_reads_thanks_what_was_won_and_who_took_part(cast: Cast, visitor: Browser, ended: int):
    page = visitor.as_(cast.karim).get("/challenges/autumn")
    assert page.says("Merci à tous, vous êtes formidables.")
    assert page.says("Ce que vous avez gagné")
    assert page.says("Ont participé")


def test_whoever_slept_before_and_sold_again_is_counted(cast: Cast, ended: int):
    found = after.after(ended)
    assert found.scored == 4
    assert found.awake <= found.asleep <= found.participants
    # bruno sold three days before the start; karim, lea and paula nothing
    assert found.awake == 3


def test_late_sales_say_what_they_would_have_changed(cast: Cast, visitor: Browser, ended: int):
    clock.freeze(CERTIFIES)
    assert after.late(ended, CERTIFIES) == ([], [])
    late = Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 50, date(2026, 10, 15), document="FA-LATE")
    bring(late, replace(late, quantity=1, document="FA-OUT", day=date(2026, 10, 28)))
    lines, moved = after.late(ended, CERTIFIES)
    assert [one.document for one in lines] == ["FA-LATE"]
    assert moved[0].late_rank == 1
    page = visitor.as_(cast.claire).get("/staff/challenges/autumn/after")
    assert page.says("Ce qu’elles auraient changé")
    assert page.says("FA-LATE")


def test_staff_download_both_files_and_they_agree(cast: Cast, visitor: Browser, ended: int, tmp_path):
    claire = visitor.as_(cast.claire)
    for name in ("public.json", "auditor.jsonl"):
        answer = claire.post(f"/staff/challenges/autumn/{name}", follow=False)
        (tmp_path / f"autumn.{name}").write_text(answer.html, encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    assert files(ended)[0]["results"]
    visitor.as_(cast.hugo).post("/staff/challenges/autumn/auditor.jsonl", status=403)
    visitor.as_(cast.karim).post("/staff/challenges/autumn/auditor.jsonl", status=403)
