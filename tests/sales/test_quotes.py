"""Quotes: brought by page and shell, every problem at once, decided once, the same in any order."""

import io
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from app import verify_all
from core.clock import now
from core.database import in_transaction, session, transaction
from sales import quote_actions, quote_intake, quotes
from sales.mapping import MappingRefused
from sales.models import Quote, QuoteFile
from sales.queries import journal_revision
from sales.quote_mapping import from_document, guess
from sales.quote_rules import NoQuotes, Offer, UnknownQuoteFile, known, told
from tests.sales.test_reading import workbook

HEADER = "Distributeur;Commercial;N° devis;Date devis;Statut;Date décision;Gamme;Montant HT"
OPEN = "MEREL;KARIM;DV-1;05/10/2026;En cours;;PUMPS;11 480,00 €"
WON = "MEREL;KARIM;DV-1;05/10/2026;Gagné;12/10/2026;PUMPS;11 480,00 €"
LOST = "MEREL;LEA;DV-2;06/10/2026;Perdu;13/10/2026;;900"
SPEC = from_document(
    {
        "name": "quotes",
        "columns": {
            "selling_company": "Distributeur",
            "rep": "Commercial",
            "number": "N° devis",
            "quoted_on": "Date devis",
            "state": "Statut",
            "decided_on": "Date décision",
            "range": "Gamme",
            "amount": "Montant HT",
        },
    }
)


def text(*rows):
    return "\n".join([HEADER, *rows, ""])


def stage(*rows):
    file_id = quote_intake.take_in(io.BytesIO(text(*rows).encode()), "quotes.csv", now(), "shell")
    if session.get_one(QuoteFile, file_id).state == "mapping":
        in_transaction(lambda: quote_actions.choose_columns(file_id, SPEC, now(), "shell"))
    return file_id


def bring(*rows):
    return quote_intake.take_over(stage(*rows), now(), "shell")


def look(*rows):
    return quote_intake.look(quote_intake.waiting(stage(*rows)), now())


def books():
    rows = session.execute(select(Quote.number, Quote.state, Quote.decided_on).order_by(Quote.number))
    return [tuple(row) for row in rows]


def window(up_to=None, **wanted):
    return quotes.counted(
        "rep", first=date(2026, 10, 1), last=date(2026, 10, 31), up_to_revision=up_to, **wanted
    )


def test_a_quote_is_made_then_won_by_the_same_number(cast):
    bring(OPEN)
    assert (done := bring(WON)).decided == 1
    assert done.made == 0
    assert books() == [("DV-1", "won", date(2026, 10, 12))]


def test_the_same_file_again_brings_nothing(cast):
    bring(WON, LOST)
    assert look(WON, LOST).known == 2
    with pytest.raises(NoQuotes):
        bring(WON, LOST)
    assert len(books()) == 2


def test_a_quote_that_is_decided_is_not_open_again_nor_decided_otherwise(cast):
    bring(WON)
    checked = look(OPEN, WON.replace("Gagné", "Perdu"))
    assert [row.problems[0]["code"] for row in checked.bad] == ["reopened", "decided_otherwise"]


def test_a_number_names_one_quote(cast):
    bring(OPEN)
    assert look(OPEN.replace("KARIM", "LEA")).bad[0].problems[0]["code"] == "another_quote"


@pytest.mark.parametrize("order", list(permutations([OPEN, WON, LOST])))
def test_any_order_of_files_gives_the_same_books(cast, order):
    for row in order:
        if look(row).offers:
            bring(row)
    assert books() == [("DV-1", "won", date(2026, 10, 12)), ("DV-2", "lost", date(2026, 10, 13))]


def test_every_problem_of_every_row_is_told(cast):
    bad = "MEREL;KARIN;=DV;30/02/2026;Peut-être;;CHAUD;-5"
    early = "MEREL;KARIM;DV-9;05/10/2026;Gagné;01/10/2026;;5"
    open_ = "MEREL;KARIM;DV-8;05/10/2026;Ouvert;06/10/2026;;5"
    undecided = "MEREL;KARIM;DV-7;05/10/2026;Gagné;;;5"
    checked = look(bad, early, open_, undecided)
    codes = [{one["code"] for one in row.problems} for row in checked.bad]
    assert codes[0] >= {
        "unknown_person_near",
        "formula",
        "no_such_day",
        "not_a_state",
        "unknown_range",
        "below_zero",
    }
    assert codes[1:] == [{"decided_early"}, {"decided_open"}, {"undecided"}]


def test_a_quote_counts_as_it_stood_at_a_revision(cast):
    bring(OPEN)
    before = journal_revision()
    bring(WON)
    assert [(one.state, one.decided_on) for one in window(before)] == [("open", None)]
    assert [one.state for one in window()] == ["won"]
    assert window(before - 1) == []
    assert quotes.subjects_changed("rep", before, journal_revision()) == {cast.karim.id}


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_on": None},
        {"state": "open"},
        {"decided_on": date(2026, 10, 4)},
        {"revision": 999_999},
        {"first_revision": 999_998},
    ],
)
def test_verify_finds_a_quote_that_contradicts_itself(cast, stage, wrong):
    bring(WON, LOST)
    assert verify_all() == []
    with transaction():
        session.execute(update(Quote).where(Quote.number == "DV-1").values(**wrong))
    found = verify_all()
    planted = session.scalar(select(Quote.id).where(Quote.number == "DV-1"))
    assert [(one.code, one.row) for one in found] == [("I10", f"quotes {planted}")]
    stage.put_back("cast")


def test_a_scope_takes_the_quotes_of_its_ranges(cast):
    bring(WON, LOST)
    assert [one.number for one in window(range_ids=[cast.pumps.id])] == ["DV-1"]
    assert [one.number for one in window(subject_ids=[cast.lea.id])] == ["DV-2"]


def test_a_refused_acceptance_writes_nothing_and_a_second_one_is_refused(cast):
    file_id = stage(WON)
    quote_intake.take_over(file_id, now(), "shell")
    with pytest.raises(UnknownQuoteFile):
        quote_intake.take_over(file_id, now(), "shell")
    assert len(books()) == 1


def test_a_file_checked_before_another_was_accepted_is_laid_beside_the_books_again(cast):
    first, second = stage(OPEN), stage(WON)
    checked = quote_intake.look(quote_intake.waiting(first), now())
    quote_intake.take_over(second, now(), "shell")
    assert not checked.again().offers
    assert books()[0][1] == "won"


def test_the_rate_of_each_seller(cast):
    bring(WON, OPEN.replace("DV-1", "DV-3"), LOST)
    rates = [(one.name, one.made, one.won, one.rate_bp) for one in quotes.rates()]
    assert rates == [(cast.karim.name, 2, 1, 5000), (cast.lea.name, 1, 0, 0)]


def test_headers_are_recognised():
    assert guess(HEADER.split(";")) == dict(SPEC.columns)


def test_a_mapping_tells_every_problem():
    with pytest.raises(MappingRefused, match=r"number.*quoted_on.*state"):
        from_document({"name": "x", "columns": {"colour": "C"}, "seller_of_rep": True})


def test_a_file_through_the_browser(cast, visitor):
    claire = visitor.as_(cast.claire)
    bad = "MEREL;KARIN;DV-5;05/10/2026;Gagné;06/10/2026;;5"
    page = claire.get("/staff/sales/quotes")
    page = claire.submit(
        page, "Vérifier les devis", file=FileStorage(io.BytesIO(text(WON, LOST, bad).encode()), "devis.csv")
    )
    assert page.the("select[name=number] option[selected]")["value"] == "N° devis"
    page = claire.submit(page, "Vérifier les lignes")
    assert page.says("2 devis à accepter")
    assert page.says("« KARIM » existe")
    assert books() == []
    number = session.scalar(select(QuoteFile.id))
    assert "KARIN" in claire.get(f"/staff/sales/quotes/files/{number}/bad-rows.csv").text
    page = claire.submit(page, "Accepter les lignes correctes")
    assert page.says("2 devis sont enregistrés")
    assert len(books()) == 2


def test_a_workbook_with_the_same_columns_is_recognised(cast, visitor, tmp_path):
    bring(WON)
    row: list[object] = ["MEREL", "LEA", "DV-2", date(2026, 10, 6), "Perdu", date(2026, 10, 13), "", 900.5]
    held = workbook(tmp_path / "devis.xlsx", [[*HEADER.split(";")], row]).read_bytes()
    claire = visitor.as_(cast.claire)
    file = FileStorage(io.BytesIO(held), "devis.xlsx")
    page = claire.submit(claire.get("/staff/sales/quotes"), "Vérifier les devis", file=file)
    assert page.says("1 devis à accepter")


def test_the_shell_brings_quotes_and_prints_rates(cast, shell, tmp_path):
    file, mapped = tmp_path / "quotes.csv", tmp_path / "quotes.toml"
    file.write_text(text(WON, LOST, "MEREL;KARIN;DV-5;05/10/2026;Gagné;06/10/2026;;5"), encoding="utf-8")
    columns = "\n".join(f'{ours} = "{theirs}"' for ours, theirs in SPEC.columns.items())
    mapped.write_text(f'name = "quotes"\n[columns]\n{columns}\n', encoding="utf-8")
    done = shell("sales", "quotes", str(file), "--mapping", str(mapped), "--format", "csv")
    assert done.lines[-1] == "2,0,0,1"
    assert "KARIN" in done.errors
    assert ",1,1,0,100" in shell("sales", "quotes", "--format", "csv").output


def test_a_rep_does_not_see_quotes(cast, visitor):
    visitor.as_(cast.karim).get("/staff/sales/quotes", status=403)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
offers = st.builds(
    Offer,
    st.just("K"),
    st.just("DV-1"),
    st.just(1),
    st.sampled_from([None, 2]),
    st.just(None),
    st.just(None),
    st.just(None),
    st.integers(0, 5),
    st.just(date(2026, 1, 1)),
    st.sampled_from(["open", "won", "lost"]),
    st.sampled_from([None, date(2026, 2, 1), date(2026, 3, 1)]),
)


@given(offers, offers)
def test_what_is_decided_never_changes(offer, before):
    """Whatever a row says, a decided quote stays as it is: the row is known, or refused."""
    if before.state != "open":
        assert known(offer, before) or told(offer, before)
