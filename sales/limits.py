"""How much a file may hold, and the sentences for what it may not."""

from core.rules import N_, Refused

MEGABYTE = 1024 * 1024
#: Of a file as it arrives.
MOST_BYTES = 40 * MEGABYTE
#: Of what a compressed file unpacks to.
MOST_UNPACKED = 250 * MEGABYTE
#: Unpacked to packed; looked at where it could hurt.
MOST_RATIO = 150
RATIO_FROM = 10 * MEGABYTE
MOST_MEMBERS = 200
MOST_ROWS = 300_000
MOST_COLUMNS = 60
#: Cells of a sheet: the reader holds them all at once.
MOST_CELLS = 6_000_000
LONGEST_CELL = 10_000
#: What the reading process may take.
MEMORY = 512 * MEGABYTE
CPU_SECONDS = 60


class Unreadable(Refused):
    """The file cannot be read as a table of sales."""

    sentence = N_("This file is not a table that can be read.")


class Empty(Unreadable):
    """Nothing in it."""

    sentence = N_("The file is empty.")


class NoRows(Unreadable):
    """Only a header."""

    sentence = N_("The file holds column names and no row.")


class TooLarge(Unreadable):
    """More bytes than are taken."""

    sentence = N_("The file is larger than %(most)s MB: split it, or leave out columns nobody needs.")


class TooManyRows(Unreadable):
    """More rows than are taken."""

    sentence = N_("The file has more than %(most)s rows: split it by month or by company.")


class TooManyColumns(Unreadable):
    """More columns than any export of sales has."""

    sentence = N_("The file has more than %(most)s columns: leave out what nobody needs.")


class TooManyCells(Unreadable):
    """Rows times columns beyond what can be held."""

    sentence = N_("The sheet is too large: save it as CSV, or split it.")


class Bomb(Unreadable):
    """Unpacks to far more than it weighs."""

    sentence = N_("The workbook unpacks to far more than any real one: it is not opened.")


class BrokenWorkbook(Unreadable):
    """A zip that is no workbook, or is damaged."""

    sentence = N_("The workbook is damaged or is not an Excel workbook: save it again as .xlsx or CSV.")


class OldWorkbook(Unreadable):
    """The format of before 2007."""

    sentence = N_("This is an old .xls workbook: save it as .xlsx or CSV.")


class NotAWorkbook(Unreadable):
    """Text under a workbook's name."""

    sentence = N_("The file is named .xlsx but holds no workbook: save it as .xlsx, or name it .csv.")


class NotText(Unreadable):
    """Bytes that no encoding of ours turns into text."""

    sentence = N_("The file’s characters cannot be read: save it as UTF-8 (“CSV UTF-8” in Excel).")


class BrokenText(Unreadable):
    """A quote that never closes, or a cell beyond all measure."""

    sentence = N_("The table breaks at line %(line)s: a quotation mark is open there, or a cell is too long.")


class ColumnTwice(Unreadable):
    """Two columns of one name: which one is meant?"""

    sentence = N_("The column “%(column)s” occurs twice: rename one.")


class TooHeavy(Unreadable):
    """The reading process met its limits."""

    sentence = N_("Reading this file takes more memory or time than is allowed: save it as CSV, or split it.")


REFUSALS = {
    kind.__name__: kind
    for kind in (
        Unreadable,
        Empty,
        NoRows,
        TooLarge,
        TooManyRows,
        TooManyColumns,
        TooManyCells,
        Bomb,
        BrokenWorkbook,
        OldWorkbook,
        NotAWorkbook,
        NotText,
        BrokenText,
        ColumnTwice,
        TooHeavy,
    )
}
