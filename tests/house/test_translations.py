"""Every sentence that a person can meet has its French, set as a French printer sets it."""

from tools import translations


def test_the_french_catalogue_is_complete_and_in_line_with_the_code() -> None:
    assert list(translations.problems()) == []


def test_a_french_sentence_is_set_with_its_own_marks() -> None:
    assert translations.typeset("L'offre : c'est fini !") == "L’offre\u00a0: c’est fini\u202f!"
    assert translations.typeset("Dites « oui » ?") == "Dites «\u00a0oui\u00a0»\u202f?"


def test_typesetting_leaves_addresses_and_times_alone() -> None:
    assert translations.typeset("https://exemple.fr à 10:30") == "https://exemple.fr à 10:30"
