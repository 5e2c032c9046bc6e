"""Products from a file: columns found by their usual names, every problem of every row told at once."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from core.figures import NotFigures, basis_points, cents
from core.tables import read_csv
from core.text import tidy
from products.actions import checked_ean
from products.rules import (
    FULL_BP,
    NothingImported,
    ProductFact,
    Trouble,
    WrongEan,
    code_of,
    is_formula,
    is_yes,
    known_columns,
)

#: Our word → what exports call it, folded to lower case.
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "reference": ("référence", "ref", "code", "productkey", "sku", "article", "code article"),
        "name": ("nom", "désignation", "libellé", "product", "produit", "description"),
        "range": ("gamme", "famille", "category", "catégorie", "family"),
        "range_name": ("nom gamme", "libellé gamme"),
        "ean": ("gtin", "code barre", "ean13", "barcode"),
        "margin": ("marge", "marge %", "margin %", "taux de marge"),
        "unit_cost": ("coût", "cout", "coût unitaire", "prix de revient", "standard cost", "cost"),
        "strategic": ("stratégique", "strategique"),
    }
)
NEEDED = ("reference", "name", "range")
LONGEST = {"reference": 60, "name": 160, "range": 120, "range_name": 120, "ean": 20}


class BadProducts(NothingImported):
    """Rows that cannot be taken, each with its reason."""

    def __init__(self, troubles: list[Trouble], columns: Mapping[str, str]) -> None:
        super().__init__(count=len({one.line for one in troubles}))
        self.troubles = troubles
        #: our word for a column → the file's own
        self.columns = columns


def read_products(data: bytes, decimal: str = ".") -> list[ProductFact]:
    """Read a CSV of products; raises TableRefused or BadProducts with every problem of every row."""
    table = read_csv(data)
    columns = known_columns(table.columns, COLUMNS)
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise BadProducts([Trouble(1, name, "", "column missing") for name in missing], columns)
    facts: list[ProductFact] = []
    troubles: list[Trouble] = []
    first_line: dict[str, int] = {}
    for line, cells in table.rows:
        given = {name: tidy(cells[column]) for name, column in columns.items()}
        found = list(_troubles(line, given, decimal))
        before = first_line.setdefault(given["reference"], line)
        if before != line:
            found.append(Trouble(line, "reference", given["reference"], f"stands in line {before} already"))
        troubles += found
        if not found:
            facts.append(_fact(given, decimal))
    if troubles:
        raise BadProducts(troubles, columns)
    return facts


def _troubles(line: int, given: Mapping[str, str], decimal: str) -> Iterator[Trouble]:
    for name in NEEDED:
        if not given[name]:
            yield Trouble(line, name, "", "is empty")
    for name, most in LONGEST.items():
        value = given.get(name, "")
        if is_formula(value):
            yield Trouble(line, name, value[:40], "is a formula")
        if len(value) > most:
            yield Trouble(line, name, value[:40], "is too long")
    try:
        if given.get("margin") and abs(basis_points(given["margin"], decimal)) > FULL_BP:
            yield Trouble(line, "margin", given["margin"], "lies beyond 100%")
    except NotFigures:
        yield Trouble(line, "margin", given["margin"], _no_number(given["margin"], decimal))
    try:
        if given.get("unit_cost") and cents(given["unit_cost"], decimal) < 0:
            yield Trouble(line, "unit_cost", given["unit_cost"], "is negative")
    except NotFigures:
        yield Trouble(line, "unit_cost", given["unit_cost"], _no_number(given["unit_cost"], decimal))
    try:
        checked_ean(given.get("ean"))
    except WrongEan:
        yield Trouble(line, "ean", given["ean"], "is no EAN: the check digit does not fit")


def _no_number(text: str, decimal: str) -> str:
    """Why a text is no number; one written with the other decimal mark says how to read it."""
    other = "," if decimal == "." else "."
    try:
        cents(text.replace("%", ""), other)
    except NotFigures:
        return "is not a number"
    told = {",": "comma", ".": "point"}
    return f"is written with a decimal {told[other]}, not a {told[decimal]}: try --decimal {other}"


def _fact(given: Mapping[str, str], decimal: str) -> ProductFact:
    return ProductFact(
        reference=given["reference"],
        name=given["name"],
        range_code=code_of(given["range"]),
        range_name=given.get("range_name") or given["range"],
        ean=given.get("ean") or None,
        margin_bp=basis_points(given["margin"], decimal) if given.get("margin") else None,
        unit_cost_cents=cents(given["unit_cost"], decimal) if given.get("unit_cost") else None,
        strategic=is_yes(given.get("strategic", "")),
    )
