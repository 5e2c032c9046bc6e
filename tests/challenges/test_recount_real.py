"""tools/recount.py agrees on real sales that nobody here wrote."""

from pathlib import Path

import pytest

from sales.acceptance import Accepted
from tests.challenges.launching import prepared
from tests.challenges.test_adventureworks import PAST, written
from tests.challenges.test_recount import script
from tests.support.adventureworks import needs_real_data
from tests.support.shell import Shell

pytestmark = [needs_real_data, pytest.mark.real_data, pytest.mark.once]


def test_the_recount_agrees_on_three_past_challenges(
    bicycles: Accepted, shell: Shell, tmp_path: Path
) -> None:
    for nth, (_, _, facts, prizes) in enumerate(PAST):
        code = f"past-{nth}"
        shell("challenges", "load", written(tmp_path, code, facts, prizes))
        prepared(code)
        shell("challenges", "launch", code, "--at", f"{facts['first']}T00:00")
        shell("challenges", "close", code, "--at", "2020-06-01T00:00")
        shell("challenges", "export", code, "--folder", str(tmp_path))
        done = script(tmp_path, code)
        assert done.returncode == 0, done.stdout + done.stderr
