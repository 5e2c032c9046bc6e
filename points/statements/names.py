"""What movements and accounts of the books are called, in the reader's language."""

from flask_babel import gettext


def kind_words() -> dict[str, str]:
    """What each kind of movement is called."""
    return {
        "earn": gettext("Sale"),
        "prize": gettext("Prize"),
        "opening": gettext("Opening balance"),
        "reserve": gettext("Held for an order"),
        "cancel": gettext("Order cancelled, points back"),
        "spend": gettext("Order delivered"),
        "refund": gettext("Order refunded, points back"),
        "correction": gettext("Correction"),
        "expire": gettext("Expired points"),
        "return": gettext("Return"),
        "period": gettext("Bonus of a period"),
        "event": gettext("Bonus"),
        "confirm": gettext("Points confirmed"),
        "refuse": gettext("Points not confirmed"),
        "repay": gettext("Repayment after a return"),
        "forgive": gettext("Debt forgiven"),
        "merge": gettext("Companies merged"),
        "fund": gettext("Prizes set aside"),
        "release": gettext("Prizes not awarded"),
    }


def account_words() -> dict[str, str]:
    """What each account of the books is called."""
    return {
        "issue": gettext("Points issued"),
        "opening": gettext("Brought in from before the programme"),
        "available": gettext("In wallets, ready to spend"),
        "pending": gettext("In wallets, being confirmed"),
        "reserved": gettext("In wallets, held for orders"),
        "debt": gettext("In wallets, owed after returns"),
        "spent": gettext("Spent on rewards"),
        "expired": gettext("Expired"),
        "clawback": gettext("Taken back after returns"),
    }
