"""What the sponsor owes for what it gives to another company's employee: brackets, vouchers, ordinary.

CSS art. L.242-1-4: nothing up to 15 % of the monthly minimum wage in a calendar year, 20 % from there to
150 %, ordinary contributions above. The year's total decides, so a line's share is the difference that it
makes to the year: what a year owes does not depend on the order of its gifts. Amounts are cents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from compliance.parameters import Parameter, fingerprint, in_force, minimum_wage

#: Statuses that may have the brackets where their usage is documented: always, or by a dated switch.
BRACKETS = {
    "employee_commercial": "",
    "employee_agricultural": "brackets_agricultural",
    "assimilated_employee": "brackets_assimilated",
    "temp_agency": "brackets_temp_agency",
}
#: Ordinary contributions from the first euro.
ORDINARY = ("employee_other", "employee_same_group", "own_employee")
#: Professional income: outside L.242-1-4, which says “salarié” (B1).
INCOME = ("self_employed", "company")

#: What the sponsor pays on the ordinary base, and what is the employee's.
EMPLOYER = (
    "er_sickness",
    "er_csa",
    "er_oldage_uncapped",
    "er_oldage_capped",
    "er_family",
    "er_accident_avg",
)
EMPLOYEE = ("ee_oldage_capped", "ee_oldage_uncapped", "ee_csg", "ee_crds")


class Split(NamedTuple):
    """How a value falls: exempt, at 20 %, at ordinary contributions; and the contribution at 20 %."""

    exempt: int = 0
    base20: int = 0
    ordinary: int = 0
    contribution20: int = 0

    def minus(self, other: "Split") -> "Split":
        """The difference, figure by figure."""
        return Split(*(mine - its for mine, its in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Brackets:
    """The thresholds of a year."""

    smic: int
    exempt_until: int
    base20_until: int
    rate_bp: int


@dataclass(frozen=True)
class Vouchers:
    """The limits of one operation under the scheme of vouchers only (A3)."""

    floor: int
    ceiling: int
    #: from so many operations on, abuse is presumed
    abuse_count: int


@dataclass(frozen=True)
class VoucherYear:
    """A person's year under A3, the new line included: totals of its operations, and what was written."""

    operations: tuple[int, ...]
    only_vouchers: bool
    recorded: Split


@dataclass(frozen=True)
class Treatment:
    """What the register writes beside a value; no split where these rules do not apply."""

    scheme: str = ""
    split: Split | None = None
    smic: int | None = None
    policy: str = ""
    parameters: str = ""


class Line(NamedTuple):
    """One ordinary contribution."""

    code: str
    base: int
    rate_bp: int
    cents: int


def share(amount: int, rate_bp: int) -> int:
    """A part of an amount, rounded half up to the cent."""
    return (amount * rate_bp + 5_000) // 10_000


def brackets(parameters: Sequence[Parameter], day: date, smic: int) -> Brackets:
    """The year's thresholds at a minimum wage: T1 = 15 %, T2 = 150 %, each rounded half up."""
    exempt, cap = (in_force(parameters, f"third_party_{one}_factor", day) for one in ("exempt", "cap"))
    rate = in_force(parameters, "third_party_rate", day)
    return Brackets(smic, share(smic, exempt), share(smic, cap), rate)


def annual(total: int, limits: Brackets) -> Split:
    """A2: what a calendar year of this total owes."""
    base20 = max(min(total, limits.base20_until) - limits.exempt_until, 0)
    ordinary = max(total - limits.base20_until, 0)
    return Split(total - base20 - ordinary, base20, ordinary, share(base20, limits.rate_bp))


def step(before: int, value: int, limits: Brackets) -> Split:
    """A2: what a value adds to its year (or takes from it, when negative) after `before`."""
    return annual(before + value, limits).minus(annual(before, limits))


def vouchers(parameters: Sequence[Parameter], day: date, smic: int) -> Vouchers:
    """The limits of an operation at a minimum wage: 10 % and 70 %."""
    floor, ceiling = (in_force(parameters, f"voucher_op_{one}_factor", day) for one in ("floor", "cap"))
    return Vouchers(
        share(smic, floor), share(smic, ceiling), in_force(parameters, "voucher_op_abuse_count", day)
    )


def keeps_scheme(year: VoucherYear, limits: Vouchers) -> bool:
    """A3: only vouchers in the year, and no operation above 70 %."""
    return year.only_vouchers and all(one <= limits.ceiling for one in year.operations)


def by_operation(operations: Sequence[int], limits: Vouchers, rate_bp: int) -> Split:
    """A3: what a year of vouchers owes, operation by operation, each rounded, then summed."""
    bases = [max(one - limits.floor, 0) for one in operations]
    owed = sum(share(base, rate_bp) for base in bases)
    return Split(sum(operations) - sum(bases), sum(bases), 0, owed)


def abuse_presumed(operations: Sequence[int], limits: Vouchers) -> bool:
    """A3: as many operations for one employee as make the administration suspicious."""
    return sum(1 for one in operations if one > 0) >= limits.abuse_count


def scheme_of(status: str, parameters: Sequence[Parameter], day: date) -> str:
    """Which rules a beneficiary's status calls for: A2, A4, B1; empty where none of these."""
    switch = BRACKETS.get(status)
    if switch is not None:
        return "A2" if not switch or in_force(parameters, switch, day) else "A4"
    return "A4" if status in ORDINARY else "B1" if status in INCOME else ""


def treat(
    status: str,
    value: int,
    before: int,
    day: date,
    parameters: Sequence[Parameter],
    year: VoucherYear | None = None,
    smic: tuple[int, str] | None = None,
) -> Treatment:
    """What is written beside a value given on a day after `before` cents of the same year.

    `year` where the scheme of vouchers was chosen; `smic` repeats what the line taken back was computed with.
    """
    scheme = scheme_of(status, parameters, day)
    if scheme in ("", "B1"):
        return Treatment(scheme)
    wage, policy = smic or minimum_wage(parameters, day)
    made = fingerprint(parameters, day)
    if scheme == "A4":
        return Treatment(scheme, Split(ordinary=value), wage, policy, made)
    limits = brackets(parameters, day, wage)
    if year is None:
        return Treatment(scheme, step(before, value, limits), wage, policy, made)
    most = vouchers(parameters, day, wage)
    kept = keeps_scheme(year, most)
    whole = (
        by_operation(year.operations, most, limits.rate_bp) if kept else annual(sum(year.operations), limits)
    )
    return Treatment("A3" if kept else "A2", whole.minus(year.recorded), wage, policy, made)


def ordinary(
    base: int, before: int, day: date, parameters: Sequence[Parameter], in_kind_only: bool
) -> list[Line]:
    """A4: each contribution on a base, after `before` cents of ordinary base in the same year.

    The capped one stops at one monthly ceiling a year. The employee's own (`ee_…`) are due unless the sponsor
    gave only vouchers and benefits in kind that year. KeyError for a year whose rates nobody loaded.
    """
    room = max(in_force(parameters, "pmss", day) - before, 0)
    lines = []
    for code in EMPLOYER if in_kind_only else (*EMPLOYER, *EMPLOYEE):
        rate, on = in_force(parameters, code, day), base
        if code.endswith("oldage_capped"):
            on = min(base, room)
        factor = in_force(parameters, "ee_csg_base", day) if code in ("ee_csg", "ee_crds") else 10_000
        # one rounding only: the base of the CSG may itself be a part of the value
        lines.append(Line(code, on, rate, (on * factor * rate + 50_000_000) // 100_000_000))
    return lines
