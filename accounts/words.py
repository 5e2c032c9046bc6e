"""What the room's own words are called on screen."""

from flask_babel import lazy_gettext as _l

ROLE_NAMES = {
    "rep": _l("Salesperson"),
    "company_manager": _l("Company manager"),
    "account_manager": _l("Account manager"),
    "administrator": _l("Administrator"),
}
KIND_NAMES = {
    "distributor": _l("Distributor"),
    "installer": _l("Installer"),
    "sponsor": _l("Sponsor"),
}
SIZE_NAMES = {
    "": _l("Size unknown"),
    "micro": _l("Up to 9 people"),
    "small": _l("10 to 49 people"),
    "medium": _l("50 to 249 people"),
    "large": _l("250 people and more"),
}
STATE_NAMES = {
    "active": _l("Active"),
    "invited": _l("Invited"),
    "new": _l("Not invited"),
    "closed": _l("Account closed"),
}
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
