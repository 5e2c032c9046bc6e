"""One reward for each of many winners: the list is read, looked at, then given."""

from catalog.awarding.giving import give, lines_of
from catalog.awarding.lists import Row, read, text_of
from catalog.awarding.looking import preview

__all__ = ["Row", "give", "lines_of", "preview", "read", "text_of"]
