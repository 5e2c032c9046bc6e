"""Figures of the law and of the sponsor's policy, each from a local day on, never a constant in a rule.

Amounts are cents, rates and factors basis points (15 % of the minimum wage: 1,500), switches 0 or 1.
The sources are CSS articles, decrees and the public payroll models; `checked_until` is the last day for which
somebody looked: beyond it a figure still counts, and what was computed with it is provisional.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

#: Which minimum wage counts when it changes in the year; the number is the parameter's value.
POLICIES = ("JAN_1", "AT_GRANT", "YEAR_MAX", "MANUAL")


@dataclass(frozen=True)
class Parameter:
    """A figure of the law or of the sponsor's policy, from a local day on."""

    code: str
    value: int
    starts_on: date
    source: str
    #: the last local day it is known to hold; None for open
    checked_until: date | None = None


def _since(
    code: str, value: int, year: int, month: int, day: int, source: str, until: date | None = None
) -> Parameter:
    return Parameter(code, value, date(year, month, day), source, until)


_END = date(2026, 12, 31)
_LAW, _PAGE = "CSS L242-1-4", "Urssaf page / circ. 2012-56"
_PRUDENT = "no documented usage: ordinary contributions"
#: What holds until an installation says otherwise.
DEFAULTS = (
    _since("evidence_months", 36, 2011, 12, 23, "product choice"),
    _since("smic_month", 170928, 2023, 1, 1, "décret 2022-1608"),
    _since("smic_month", 174720, 2023, 5, 1, "arrêté 2023-04-26"),
    _since("smic_month", 176692, 2024, 1, 1, "décret 2023-12-20"),
    _since("smic_month", 180180, 2024, 11, 1, "décret 2024-951"),
    _since("smic_month", 182303, 2026, 1, 1, "décret 2025-1228"),
    _since("smic_month", 186702, 2026, 6, 1, "arrêté 2026-05-22", _END),
    _since("smic_policy", 0, 2011, 12, 23, "published pairs of 2011 and 2024: 1 January"),
    _since("smic_manual", 0, 2011, 12, 23, "not set"),
    _since("third_party_exempt_factor", 1_500, 2011, 12, 23, _LAW),
    _since("third_party_cap_factor", 15_000, 2011, 12, 23, _LAW),
    _since("third_party_rate", 2_000, 2011, 12, 23, _LAW),
    _since("brackets_agricultural", 0, 2011, 12, 23, _PRUDENT),
    _since("brackets_assimilated", 0, 2011, 12, 23, _PRUDENT),
    _since("brackets_temp_agency", 0, 2011, 12, 23, _PRUDENT),
    _since("voucher_scheme", 0, 2012, 3, 5, "administrative tolerance: off until somebody answers for it"),
    _since("voucher_op_floor_factor", 1_000, 2012, 3, 5, _PAGE),
    _since("voucher_op_cap_factor", 7_000, 2012, 3, 5, _PAGE),
    _since("voucher_op_abuse_count", 5, 2012, 3, 5, "Urssaf page"),
    _since("pmss", 386400, 2024, 1, 1, "model mon-entreprise", date(2024, 12, 31)),
    _since("pmss", 392500, 2025, 1, 1, "model mon-entreprise", date(2025, 12, 31)),
    _since("pmss", 400500, 2026, 1, 1, "openfisca / mon-entreprise", _END),
    _since("er_sickness", 1_300, 2018, 3, 8, "CSS D242-3"),
    _since("er_csa", 30, 2024, 1, 1, "model mon-entreprise"),
    _since("er_oldage_uncapped", 202, 2024, 1, 1, "model mon-entreprise", date(2025, 12, 31)),
    _since("er_oldage_uncapped", 211, 2026, 1, 1, "CSS D242-4"),
    _since("er_oldage_capped", 855, 2024, 1, 1, "CSS D242-4"),
    _since("er_family", 525, 2026, 1, 1, "CSS D241-3-1"),
    _since("er_accident_avg", 212, 2024, 1, 1, "model mon-entreprise", date(2025, 12, 31)),
    _since("er_accident_avg", 208, 2026, 1, 1, "arrêté 2025-12-30", _END),
    _since("ee_oldage_capped", 690, 2024, 1, 1, "CSS D242-4"),
    _since("ee_oldage_uncapped", 40, 2024, 1, 1, "CSS D242-4"),
    _since("ee_csg", 920, 2024, 1, 1, "CSS L136-8"),
    _since("ee_crds", 50, 2024, 1, 1, "model mon-entreprise"),
    _since("ee_csg_base", 10_000, 2024, 1, 1, "no abatement: Urssaf page"),
)


def found(parameters: Iterable[Parameter], code: str, day: date) -> Parameter:
    """A parameter on a day: the latest that has begun, an installation's own before the default; KeyError."""
    begun = [one for one in (*DEFAULTS, *parameters) if one.code == code and one.starts_on <= day]
    if not begun:
        raise KeyError(code)
    return max(enumerate(begun), key=lambda pair: (pair[1].starts_on, pair[0]))[1]


def in_force(parameters: Sequence[Parameter], code: str, day: date) -> int:
    """Its value on a day."""
    return found(parameters, code, day).value


def minimum_wage(parameters: Sequence[Parameter], day: date) -> tuple[int, str]:
    """The monthly minimum wage that counts for what is given on a day, cents, and by which policy (A5)."""
    policy = POLICIES[in_force(parameters, "smic_policy", day)]
    first = date(day.year, 1, 1)
    if policy == "MANUAL":
        return in_force(parameters, "smic_manual", day), policy
    if policy == "AT_GRANT":
        return in_force(parameters, "smic_month", day), policy
    january = in_force(parameters, "smic_month", first)
    if policy == "JAN_1":
        return january, policy
    own = (*DEFAULTS, *parameters)
    days = [one.starts_on for one in own if one.code == "smic_month" and one.starts_on.year == day.year]
    return max([january, *(in_force(parameters, "smic_month", one) for one in days)]), policy


def fingerprint(parameters: Sequence[Parameter], day: date) -> str:
    """All figures in force on a day as one sha256: two lines of one fingerprint were computed alike."""
    lines = []
    for code in sorted({one.code for one in DEFAULTS}):
        try:
            one = found(parameters, code, day)
        except KeyError:
            continue
        lines.append(f"{code}={one.value}@{one.starts_on}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_provisional(parameters: Sequence[Parameter], day: date) -> bool:
    """Whether what is given on a day counts by a minimum wage or a ceiling that nobody checked for it."""
    ends = [found(parameters, code, day).checked_until for code in ("smic_month", "pmss")]
    return any(end is not None and end < day for end in ends)
