"""The commands of operators: a file from the shell to the books."""

import gzip

from core.database import session
from sales.models import SaleLine
from tests.sales.conftest import HEADER, row

MAPPING = """
name = "weekly"
[columns]
selling_company = "seller"
rep = "rep"
document = "doc"
line = "line"
invoiced_on = "date"
product = "ref"
quantity = "qty"
amount = "amount"
"""


def files(tmp_path, *rows, name="week.csv"):
    file, mapping = tmp_path / name, tmp_path / "weekly.toml"
    data = "\n".join([HEADER, *rows, ""]).encode()
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    mapping.write_text(MAPPING)
    return file, mapping


def test_a_file_goes_from_the_shell_to_the_books(cast, shell, tmp_path):
    file, mapping = files(tmp_path, row(1), row(2), name="week.csv.gz")
    printed = shell("sales", "import", file, "--mapping", mapping, "--accept", "--format", "csv")
    assert printed.lines[1].startswith("1,accepted,2,2,0,0,0,0,200.00")
    assert session.query(SaleLine).count() == 2


def test_bad_rows_are_printed_and_the_good_ones_wait_for_a_word(cast, shell, tmp_path):
    file, mapping = files(tmp_path, row(1), row(2, qty="0"))
    printed = shell("sales", "import", file, "--mapping", mapping, "--accept", "--strict", code=1)
    assert "week.csv, line 3, qty: “qty” is zero: nothing was sold." in printed.errors
    assert "Nothing was accepted: 1 of 2 rows" in printed.errors
    assert session.query(SaleLine).count() == 0
    shell("sales", "accept", 1)
    assert session.query(SaleLine).count() == 1


def test_a_mapping_is_saved_and_used_by_name(cast, shell, tmp_path):
    file, mapping = files(tmp_path, row(1))
    shell("sales", "import", file, "--mapping", mapping)
    again, _ = files(tmp_path, row(1), row(2), name="next.csv")
    shell("sales", "import", again, "--saved", "weekly", "--accept")
    assert len(shell("sales", "uploads", "--format", "csv").lines) == 3


def test_an_unreadable_file_is_one_sentence_and_exit_status_1(cast, shell, tmp_path):
    file, mapping = files(tmp_path, row(1))
    file = file.rename(tmp_path / "week.xlsx")
    assert ".xlsx" in shell("sales", "import", file, "--mapping", mapping, code=1).errors


def test_a_mapping_with_problems_tells_all_of_them(cast, shell, tmp_path):
    file, mapping = files(tmp_path, row(1))
    mapping.write_text('name = "x"\ndates = "zzz"\n[columns]\nfoo = "bar"\n')
    errors = shell("sales", "import", file, "--mapping", mapping, code=1).errors
    assert all(word in errors for word in ("foo", "document", "dates", "selling_company"))


def test_a_guessed_mapping_is_a_start(app, shell, tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(
        "Distributeur;Commercial;N° facture;Date facture;Référence;Quantité;Montant HT\n1;2;3;4;5;6;7\n"
    )
    printed = shell("sales", "guess", file).output
    assert 'amount = "Montant HT"' in printed
    assert 'selling_company = "Distributeur"' in printed
    assert 'decimal = ","' in printed


def test_a_guess_sees_how_amounts_are_written_and_quotes_names(app, shell, tmp_path):
    file = tmp_path / "export.csv"
    file.write_text('Invoice,"Net ""Amount""",Sales\nA1,x,57.68\nA2,y,4049.98\n')
    printed = shell("sales", "guess", file).output
    assert 'decimal = "."' in printed
    assert 'amount = "Sales"' in printed


def test_a_file_of_which_nothing_can_be_taken_ends_with_status_1(cast, shell, tmp_path):
    file, mapping = files(tmp_path, row(1, qty="0"), row(2, qty="0"))
    printed = shell("sales", "import", file, "--mapping", mapping, "--accept", "--problems", "1", code=1)
    assert "1 more rows cannot be taken: --problems 2" in printed.errors
    assert "Nothing was accepted" in printed.errors


def test_a_mapping_or_a_packed_file_of_odd_bytes_is_a_sentence(cast, shell, tmp_path):
    file, mapping = files(tmp_path, row(1))
    packed = tmp_path / "week.csv.gz"
    packed.write_bytes(b"not packed")
    assert "not a table" in shell("sales", "import", packed, "--mapping", mapping, code=1).errors
    mapping.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in shell("sales", "import", file, "--mapping", mapping, code=1).errors
