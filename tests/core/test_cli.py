"""What commands print."""

import pytest

from core.cli import print_rows


def test_no_cell_of_a_commands_csv_runs_in_a_spreadsheet(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(["name", "points"], [("=1+1", -3), ("@SUM(A1)", None), ("Zoé", 12)], "csv")
    assert capsys.readouterr().out.splitlines() == ["name,points", "'=1+1,-3", "'@SUM(A1),", "Zoé,12"]
