"""What somebody says about a sale that they looked at."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form


class ReviewForm(Form):
    """Counts or not, and why; the sales come as `lines`."""

    counts = RadioField(
        _l("Decision"),
        [InputRequired(_l("Say whether they count."))],
        choices=[("yes", _l("They count")), ("no", _l("They do not count"))],
    )
    reason = StringField(
        _l("Reason, as the seller will read it"),
        [InputRequired(_l("Say why: the proof shows the reason to whoever made the sale.")), Length(3, 300)],
    )
    pattern = HiddenField()
