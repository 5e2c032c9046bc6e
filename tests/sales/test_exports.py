"""Tables of sales to take away."""

import csv
import io

from points.ledger import history
from tests.sales.conftest import row
from tests.sales.test_pages import declare


def table(browser, address):
    return list(csv.reader(io.StringIO(browser.get(address).html.lstrip("\ufeff"))))


def test_every_file_comes_with_its_figures(cast, desk, visitor):
    desk.bring([row(1), row(2)])
    desk.stage([row(1, "999,00"), row(3, qty="0")], "=week.csv")
    head, *files = table(visitor.as_(cast.claire), "/staff/sales/uploads.csv")
    assert head[:4] == ["Fichier", "Correspondance", "Apporté le", "État"]
    assert files == [
        ["'=week.csv", "tests", "2026-10-15", "À accepter", "2", "0", "1", "1", "0", "0", "0.00", "0"],
        ["sales.csv", "tests", "2026-10-15", "Enregistré", "2", "2", "0", "0", "0", "0", "200.00", "0"],
    ]


def test_every_claim_comes_with_its_decision_and_no_formula_that_runs(cast, visitor):
    karim, claire = visitor.as_(cast.karim), visitor.as_(cast.claire)
    declare(karim, product=cast.pac_8.id, document="FA-1", amount="10")
    claire.submit(claire.get("/staff/sales/claims"), "Refuser la déclaration", reason="=1+1")
    _head, one = table(claire, "/staff/sales/claims.csv")
    assert (one[0], one[5], one[6], one[12]) == (cast.karim.name, "10.00", "FA-1", "'=1+1")


def test_a_history_is_sent_whole_however_long(cast, desk, visitor, monkeypatch, generous):
    monkeypatch.setattr(history, "AT_ONCE", 3)
    desk.bring([row(number) for number in range(8)])
    rows = table(visitor.as_(cast.karim), "/points/history.csv")
    assert len(rows) == 1 + 8 == 1 + len({one[3] for one in rows[1:]})
