"""Which keys a rule's table in a TOML file may have, by kind."""

EVERY = {"kind", "code", "name", "beneficiary", "from", "to", "company_kinds", "segments", "tiers"}
SALES = {"ranges", "products", "not_ranges", "not_products", "strategic", "sale_kind"}
CAPPED = {"period", "cap"}
MEASURED = {"per_amount", "per_quantity"}
#: What each kind may say beside what every rule says.
KEYS: dict[str, set[str]] = {
    "per_amount": {"points", "per_amount", "multiplier", "incremental"} | SALES | CAPPED,
    "per_unit": {"points", "per_quantity", "multiplier", "incremental"} | SALES | CAPPED,
    "per_line": {"points", "multiplier", "incremental"} | SALES | CAPPED,
    "boost": {"times", "points", "each", "lifts"} | SALES,
    "bands": {"bands", "step"} | MEASURED | SALES | CAPPED,
    "threshold": {"measure", "step"} | SALES | CAPPED,
    "streak": {"measure", "at_least", "times_in_a_row", "points"} | SALES | CAPPED,
    "variety": {"step"} | SALES | CAPPED,
    "pair": {"pair", "together", "points"} | SALES | CAPPED,
    "frequency": {"growth", "points"} | SALES | CAPPED,
    "minimum": {"measure", "at_least", "points"} | SALES | CAPPED,
    "growth": {"growth", "growth_on", "at_least", "points"} | MEASURED | SALES | CAPPED,
    "action": {"act", "points"} | CAPPED,
    "seniority": {"points"},
    "welcome": {"points", "hours"},
    "referral": {"points", "referrer_points", "tier_credit"} | CAPPED,
}
