"""What each kind of rule is called, in the reader's language."""

from flask_babel import gettext


def kind_titles() -> dict[str, str]:
    """What each kind is called."""
    return {
        "per_amount": gettext("Points per euro"),
        "per_unit": gettext("Points per piece"),
        "per_line": gettext("Points per invoice line"),
        "boost": gettext("Boost"),
        "bands": gettext("Rates by band"),
        "threshold": gettext("Volume reached"),
        "streak": gettext("Regular orders"),
        "variety": gettext("Several ranges"),
        "pair": gettext("Two ranges together"),
        "frequency": gettext("More frequent orders"),
        "minimum": gettext("Commitment kept"),
        "growth": gettext("Growth"),
        "action": gettext("An act that you confirm"),
        "seniority": gettext("Years in the programme"),
        "welcome": gettext("Welcome"),
        "referral": gettext("Bringing somebody in"),
    }
