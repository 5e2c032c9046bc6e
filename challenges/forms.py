"""The shape of what members and staff send."""

from core.forms import Form


class EnrolmentForm(Form):
    """Nothing but the token: the address says what to join."""
