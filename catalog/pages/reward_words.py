"""What the parts of a reward are called at the desk, in the reader's language."""

from core.rules import N_

NATURES = {
    "professional": N_("Professional: for the business"),
    "experiential": N_("An experience"),
    "personal": N_("Personal: for oneself"),
}
COMPANY_KINDS = {"distributor": N_("Distributors"), "installer": N_("Installers")}
LOCKED = {
    "grey": N_("Shown greyed, with what is missing"),
    "hide": N_("Not shown at all"),
}
SIDES = {"bought": N_("What the company bought"), "sold": N_("What the company sold")}
ENTITLEMENTS = {
    "hotline": N_("A priority line"),
    "early_access": N_("New products before others"),
    "payment_terms": N_("Longer terms of payment"),
    "other": N_("Something else"),
}
PROVIDERS = {
    "desk": N_("Your team hands it over"),
    "pool": N_("Your own codes"),
}
#: What a kind needs, said above its fields.
NEEDS = {
    "gift_card": N_("Where the card comes from, and what it is worth in shops."),
    "discount": N_("How much, and on which ranges; none ticked means all."),
    "volume_discount": N_("From which volume on, how many percent."),
    "rebate": N_(
        "From which year’s volume on, how many percent. Nobody orders it: it is computed in January."
    ),
    "deferred_discount": N_("What it takes off a later order."),
    "credit_note": N_("What accounting takes off the next invoice."),
    "entitlement": N_("What its holder may use, and for how long."),
    "service": N_("Whom the company meets; hours to book are below."),
}
