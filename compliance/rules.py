"""Who may receive a reward, and every reason why not yet, each with what to do and who does it.

Sources: CSS art. L.242-1-4 (statuses), C. pén. art. 445-1 (the employer's written acceptance),
CSP art. L.1453-3 (who is blocked).
"""

from dataclasses import dataclass
from datetime import date

from compliance.parameters import DEFAULTS, Parameter, in_force
from core.rules import N_, Refused

__all__ = ["DEFAULTS", "Parameter", "in_force"]  # said here, with what else the law asks

#: Who the beneficiary is before French social law (routing table of CSS art. L.242-1-4).
STATUSES = (
    "employee_commercial",
    "employee_other",
    "employee_same_group",
    "employee_agricultural",
    "assimilated_employee",
    "self_employed",
    "company",
    "own_employee",
    "temp_agency",
    "health_professional",
    "public_agent",
    "non_fr_social_security",
)
#: Nobody of these may receive a personal reward (Sapin II, anti-gift law).
BLOCKED = ("health_professional", "public_agent")
#: No other employer stands between the sponsor and these.
NO_EMPLOYER = ("self_employed", "company", "own_employee")
FORMS = ("voucher", "in_kind", "cash", "trip", "training")
VALUATIONS = ("sponsor_cost", "face_value")
#: What may happen to a line of the register later.
NOTES = ("made_available", "notice_sent", "declared")


@dataclass(frozen=True)
class Standing:
    """What is known of a beneficiary at an instant."""

    #: one of STATUSES; empty while nobody stated it
    status: str
    #: whether its evidence is there and young enough
    status_valid: bool
    employer_siret: str | None
    #: the employer's written acceptance in force; None when silent or withdrawn
    consent_id: int | None
    #: the most the employer allows in a calendar year, cents; None without limit
    yearly_cap_cents: int | None
    given_this_year_cents: int
    #: the terms in force; None when none were published
    terms_id: int | None
    terms_accepted: bool
    employer_withdrew: bool = False
    #: which forms of rewards the employer accepts; empty for all
    forms: tuple[str, ...] = ()
    #: the row that states the status with its evidence
    status_id: int | None = None
    #: who gives: the sponsor's SIREN; empty where it is not known
    sponsor_siren: str = ""
    #: the reward goes into a company's books: whoever asks for it only signs
    of_company: bool = False


class NoTerms(Refused):
    """Nothing to accept yet."""

    sentence = N_("The programme’s terms are not published yet: the programme’s team has to publish them.")


class TermsNotAccepted(Refused):
    """The person has not accepted the version in force."""

    sentence = N_("First read and accept the programme’s terms: it takes a minute.")


class StatusUnknown(Refused):
    """R-00: nobody stated what the person is before social law."""

    sentence = N_(
        "Your legal status is not known yet: the programme’s administrator has to state it. "
        "Your points are safe meanwhile."
    )


class EvidenceExpired(Refused):
    """R-00: what showed the status is too old."""

    sentence = N_(
        "What shows your legal status has expired: send a new proof to the programme’s administrator. "
        "Your points are safe meanwhile."
    )


class StatusBlocked(Refused):
    """The law keeps these people from receiving anything."""

    sentence = N_("The law does not let people of your status receive personal rewards.")


class EmployerSilent(Refused):
    """C1: the employer has not accepted the programme in writing."""

    sentence = N_(
        "Your company has not accepted personal rewards yet: ask your manager to sign the programme’s "
        "agreement. Your points are safe meanwhile."
    )


class EmployerWithdrew(Refused):
    """C1: the employer's acceptance was taken back."""

    sentence = N_(
        "Your company no longer accepts personal rewards: talk to your manager. "
        "You keep the points you earned."
    )


class YearlyCapReached(Refused):
    """C1: the employer's yearly maximum would be exceeded."""

    sentence = N_(
        "Your company allows rewards worth €%(cap)s a year, of which €%(left)s is left: "
        "choose a smaller one, or ask your manager to raise the limit."
    )


class FormRefused(Refused):
    """C1: the employer accepts other forms of rewards, not this one."""

    sentence = N_(
        "Your company does not accept this kind of reward for its people: choose another kind, "
        "or ask your manager to accept it. Your points are safe meanwhile."
    )


class PersonalFromCompany(Refused):
    """B1: bought with a company's points for private use, it would be pay from the sponsor to an employee."""

    sentence = N_(
        "A company’s points do not buy personal gifts: order it with your own points, or choose a "
        "reward for the business. The programme’s administrator can say that this one is professional."
    )


class UnknownForm(Refused):
    """A form that is in no list of ours."""

    sentence = N_("“%(form)s” is not a form of reward we know.")


class UnknownStatus(Refused):
    """A status that is in no list of ours."""

    sentence = N_("“%(status)s” is not a legal status we know.")


class EvidenceMissing(Refused):
    """A status without what shows it."""

    sentence = N_("Say what shows the status: a document’s name or reference.")


class DatesReversed(Refused):
    """An end before its beginning."""

    sentence = N_("The last day comes before the first.")


class SignatoryMissing(Refused):
    """An acceptance that nobody signed."""

    sentence = N_("Say who signed for the company.")


class CapNegative(Refused):
    """A maximum below zero."""

    sentence = N_("The yearly maximum cannot be negative.")


class TermsTaken(Refused):
    """A version is never edited."""

    sentence = N_(
        "Version %(version)s exists already: a published text never changes, "
        "give the new one its own version."
    )


class TermsIncomplete(Refused):
    """Both languages are read by somebody."""

    sentence = N_("The terms need a version, a French and an English text.")


class TermsChanged(Refused):
    """D7: what was read is not what is in force."""

    sentence = N_("The terms changed while you were reading: read the current ones, then accept them.")


class NotInRegister(Refused):
    """Nothing of that name to take back."""

    sentence = N_("The register holds no line %(reference)s to take back.")


class TooMuchBack(Refused):
    """More than is left of a line, or nothing."""

    sentence = N_("Of line %(reference)s, €%(left)s is left: no more can be taken back.")


def obstacles(standing: Standing, value_cents: int = 0, form: str = "", nature: str = "") -> list[Refused]:
    """Everything that keeps a reward of a value (cents), form and nature from this beneficiary now.

    Empty for nothing; an empty form or nature is not looked at.
    """
    found = [_terms(standing), _status(standing)]
    if standing.status not in NO_EMPLOYER:
        found += [_employer(standing), _form(standing, form), _cap(standing, value_cents)]
    if standing.of_company and nature == "personal":
        found.append(PersonalFromCompany())
    return [one for one in found if one]


def _terms(standing: Standing) -> Refused | None:
    if standing.terms_id is None:
        return NoTerms()
    return None if standing.terms_accepted else TermsNotAccepted()


def _status(standing: Standing) -> Refused | None:
    if not standing.status:
        return StatusUnknown()
    if standing.status in BLOCKED:
        return StatusBlocked()
    return None if standing.status_valid else EvidenceExpired()


def _employer(standing: Standing) -> Refused | None:
    if standing.consent_id is not None:
        return None
    return EmployerWithdrew() if standing.employer_withdrew else EmployerSilent()


def _form(standing: Standing, form: str) -> Refused | None:
    allowed = standing.consent_id is None or not standing.forms or not form or form in standing.forms
    return None if allowed else FormRefused()


def _cap(standing: Standing, value_cents: int) -> Refused | None:
    cap = standing.yearly_cap_cents
    if standing.consent_id is None or cap is None or standing.given_this_year_cents + value_cents <= cap:
        return None
    left = max(cap - standing.given_this_year_cents, 0)
    return YearlyCapReached(cap=euros_text(cap), left=euros_text(left))


def euros_text(cents: int) -> str:
    """An amount in a sentence: whole euros where there are no cents."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where that one is missing."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("unreachable")


def evidence_valid(evidence: str, starts_on: date, valid_until: date, day: date, months: int) -> bool:
    """Whether what shows a status holds on a day: present, begun, neither past its end nor too old."""
    return bool(evidence) and starts_on <= day <= min(valid_until, months_after(starts_on, months))
