"""What this room's codes are called on screen, and what each legal status means in plain words."""

from flask import Blueprint
from flask_babel import gettext as _

from core.rules import N_

#: code → (name, explanation)
STATUSES = {
    "employee_commercial": (
        N_("Sales employee"),
        N_("Sells or serves customers for a reseller, in a trade where suppliers’ rewards are usual."),
    ),
    "employee_other": (
        N_("Other employee"),
        N_("Works for a reseller in another job: ordinary contributions are due from the first euro."),
    ),
    "employee_same_group": (
        N_("Employee of the sponsor’s group"),
        N_("The employer belongs to the sponsor’s group: ordinary contributions are due."),
    ),
    "employee_agricultural": (
        N_("Employee under the farming scheme"),
        N_("Same rules, declared to the MSA instead of the Urssaf."),
    ),
    "assimilated_employee": (
        N_("Assimilated manager"),
        N_("Chair of a SAS, minority manager of a SARL: to be confirmed by counsel."),
    ),
    "self_employed": (
        N_("Self-employed"),
        N_("Sole trader or majority manager: the reward is part of the business’s income."),
    ),
    "company": (N_("Company"), N_("The reward goes into the company’s books.")),
    "own_employee": (
        N_("Sponsor’s own employee"),
        N_("Works for the sponsor itself: the reward goes through its payroll."),
    ),
    "temp_agency": (
        N_("Temporary worker"),
        N_("Employed by an agency: it is the agency that has to be told."),
    ),
    "health_professional": (
        N_("Health professional"),
        N_("The law forbids gifts by makers of health products: no reward can be given."),
    ),
    "public_agent": (
        N_("Public agent or elected person"),
        N_("No reward can be given."),
    ),
    "non_fr_social_security": (
        N_("Insured outside France"),
        N_("Not under French social security: the rules of the other country apply."),
    ),
}
#: refusal's class → what the desk reads
REASONS = {
    "NoTerms": N_("No terms published"),
    "TermsNotAccepted": N_("Terms not accepted"),
    "StatusUnknown": N_("Status unknown"),
    "EvidenceExpired": N_("Evidence expired"),
    "StatusBlocked": N_("Not allowed by law"),
    "EmployerSilent": N_("Employer silent"),
    "EmployerWithdrew": N_("Employer withdrew"),
    "YearlyCapReached": N_("Yearly maximum reached"),
    "FormRefused": N_("Form not accepted"),
}
#: The same for what is no obstacle of the law.
ELSE = {"NoCompany": N_("Works for no company of the programme today")}
FORMS = {
    "voucher": N_("Voucher"),
    "in_kind": N_("In kind"),
    "cash": N_("Cash"),
    "trip": N_("Trip"),
    "training": N_("Training"),
}
VALUATIONS = {"sponsor_cost": N_("Cost to the sponsor"), "face_value": N_("Face value")}

#: what happened to a line → (what it is called, the button that notes it)
NOTES = {
    "made_available": (N_("Made available to the beneficiary"), ""),
    "notice_sent": (N_("The employer was told"), N_("Record that the employer was told")),
    "declared": (N_("Declared"), N_("Record the declaration")),
}
SCHEMES = {
    "A2": N_("Brackets of the year: exempt, then 20 percent, then ordinary contributions"),
    "A3": N_("Vouchers only, counted by operation"),
    "A4": N_("Ordinary contributions from the first euro"),
    "B1": N_("Professional income: no social contribution is due by the sponsor"),
}
POLICIES = {
    "JAN_1": N_("minimum wage of 1 January"),
    "AT_GRANT": N_("minimum wage of the day"),
    "YEAR_MAX": N_("highest minimum wage of the year"),
    "MANUAL": N_("minimum wage set by hand"),
}
CONTRIBUTIONS = {
    "er_sickness": N_("Sickness, sponsor"),
    "er_csa": N_("Solidarity for autonomy, sponsor"),
    "er_oldage_uncapped": N_("Old age, whole, sponsor"),
    "er_oldage_capped": N_("Old age, capped, sponsor"),
    "er_family": N_("Family, sponsor"),
    "er_accident_avg": N_("Accidents at work (average rate), sponsor"),
    "ee_oldage_capped": N_("Old age, capped, employee"),
    "ee_oldage_uncapped": N_("Old age, whole, employee"),
    "ee_csg": N_("CSG, employee"),
    "ee_crds": N_("CRDS, employee"),
}


def status(code: str) -> str:
    """A status's name; a dash while it is unknown."""
    return str(_(STATUSES[code][0])) if code in STATUSES else "–"


def status_meaning(code: str) -> str:
    """What a status means."""
    return str(_(STATUSES[code][1])) if code in STATUSES else ""


def reason(kind: str) -> str:
    """Why somebody cannot receive a reward, in three words."""
    return str(_({**REASONS, **ELSE}.get(kind, kind)))


def form(code: str) -> str:
    """A reward's legal form."""
    return str(_(FORMS.get(code, code)))


def valuation(code: str) -> str:
    """How a value was found."""
    return str(_(VALUATIONS.get(code, code)))


def note(what: str) -> str:
    """What happened to a line of the register."""
    return str(_(NOTES[what][0]))


def noting(what: str) -> str:
    """The button that notes it."""
    return str(_(NOTES[what][1]))


def scheme(code: str) -> str:
    """Which rules a line is counted by; a dash for lines written before they were."""
    return str(_(SCHEMES[code])) if code in SCHEMES else "–"


def smic_policy(code: str) -> str:
    """Which minimum wage was chosen."""
    return str(_(POLICIES.get(code, code)))


def contribution(code: str) -> str:
    """An ordinary contribution's name."""
    return str(_(CONTRIBUTIONS.get(code, code)))


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """Terms as (`heading`|`list`|`text`, lines): `# ` begins a heading, `- ` an item."""
    found: list[tuple[str, list[str]]] = []
    for piece in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        for line in lines:
            kind = "heading" if line.startswith("#") else "list" if line.startswith("- ") else "text"
            bare = line.lstrip("#- ").strip() if kind != "text" else line
            if kind == "list" and found and found[-1][0] == "list":
                found[-1][1].append(bare)
            else:
                found.append((kind, [bare]))
    return found


def register(blueprint: Blueprint) -> None:
    """Make them Jinja filters of every page."""
    blueprint.app_template_filter("terms_blocks")(blocks)
    blueprint.app_template_filter("legal_status")(status)
    blueprint.app_template_filter("legal_status_meaning")(status_meaning)
    blueprint.app_template_filter("hindrance")(reason)
    blueprint.app_template_filter("legal_form")(form)
    blueprint.app_template_filter("legal_valuation")(valuation)
    blueprint.app_template_filter("legal_scheme")(scheme)
    blueprint.app_template_filter("smic_policy")(smic_policy)
