"""The room's verbs, in one place: companies, people, mandates, portfolios, and both imports."""

from accounts.bringing import import_companies, import_people
from accounts.companies import add_company, add_to_portfolio, edit_company, remove_from_portfolio
from accounts.enrolling import change_company, enrol
from accounts.mandates import end_mandate, give_mandate
from accounts.people import add_person, disable, edit_person, enable, set_language, set_visibility

__all__ = [
    "add_company",
    "add_person",
    "add_to_portfolio",
    "change_company",
    "disable",
    "edit_company",
    "edit_person",
    "enable",
    "end_mandate",
    "enrol",
    "give_mandate",
    "import_companies",
    "import_people",
    "remove_from_portfolio",
    "set_language",
    "set_visibility",
]
