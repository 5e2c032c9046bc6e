"""Names that look alike are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, tidy


@pytest.mark.parametrize("typed", [" admin", "ＡＤＭＩＮ", "ad\u200bmin", "Admin ", "ÀDMIN", "adm\u00adin"])
def test_disguises_of_a_name_fold_to_the_name(typed):
    assert fold(typed) == "admin"


def test_ligatures_and_accents_fold_to_letters():
    assert fold("Œuvre  de Zoë") == "oeuvre de zoe"


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_tidied_text_has_no_edges_or_controls(text):
    tidied = tidy(text)
    assert tidied == tidied.strip()
    assert "\x00" not in tidied
