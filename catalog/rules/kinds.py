"""What a reward can be: its kind, family, nature, drivers and legal form; and what each kind needs."""

#: The filter a member uses.
CATEGORIES = ("tools", "home", "leisure", "vouchers", "training", "services", "travel")
#: How a reward is fulfilled. `rebate` is never ordered: it is computed at the end of its year.
KINDS = (
    "goods",
    "gift_card",
    "travel",
    "event",
    "training",
    "service",
    "entitlement",
    "discount",
    "volume_discount",
    "deferred_discount",
    "credit_note",
    "rebate",
    "choice",
    "bundle",
)
#: What a reward brings (S001-15).
FAMILIES = ("financial", "service", "relational")
#: Professional, experiential, or a personal gift: the professional-only mode hides those (S000-014, S001-03).
NATURES = ("professional", "experiential", "personal")
#: What makes it worth more than it costs (S003-17).
DRIVERS = ("exclusivity", "convenience", "recognition")
#: Whose points pay, and who receives.
BENEFICIARIES = ("person", "company")
#: What happens to a reward whose tier somebody has not reached: hidden, or greyed with the reason.
LOCKED = ("hide", "grey")

#: Kinds with a date and seats, with a slot of an expert, with something that lasts, sent as a parcel.
WITH_SESSIONS = ("travel", "event", "training")
WITH_SLOTS = ("service",)
LASTING = ("entitlement", "discount", "volume_discount", "deferred_discount", "credit_note")
SENT = ("goods",)
#: Kinds made of other rewards.
MADE_OF_PARTS = ("choice", "bundle")
NEVER_ORDERED = ("rebate",)

#: The family a kind belongs to where nothing else is said.
FAMILY_OF = {
    "goods": "financial",
    "gift_card": "financial",
    "travel": "relational",
    "event": "relational",
    "training": "service",
    "service": "service",
    "entitlement": "service",
    "discount": "financial",
    "volume_discount": "financial",
    "deferred_discount": "financial",
    "credit_note": "financial",
    "rebate": "financial",
    "choice": "financial",
    "bundle": "financial",
}
#: The nature a kind has where nothing else is said.
NATURE_OF = {
    **dict.fromkeys(KINDS, "professional"),
    "goods": "personal",
    "gift_card": "personal",
    "travel": "experiential",
    "event": "experiential",
    "choice": "personal",
    "bundle": "personal",
}
