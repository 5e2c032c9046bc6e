"""The shape of what the desk sends about gift cards and suppliers."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from core.forms import Form

#: Bytes of a file of codes or prices; it comes back in a hidden field once.
LARGEST = 500_000


class FileForm(Form):
    """A file."""

    file = FileField(_l("File"))

    def data_of(self) -> bytes:
        """What came, empty for nothing; one byte more than may come says that it is too much."""
        return self.file.data.read(LARGEST + 1) if self.file.data else b""


class CodesForm(FileForm):
    """Codes for a pool, by file or pasted; they are never written back into the page."""

    batch = StringField(_l("What this delivery is called"), [InputRequired(), Length(max=60)])
    codes = TextAreaField(_l("Or paste the codes, one a line"))

    def data_of(self) -> bytes:
        """The file, or what was pasted."""
        return super().data_of() or (self.codes.data or "").encode()[: LARGEST + 1]


class SupplierForm(Form):
    """Who makes or sends rewards."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    kind = SelectField(_l("Kind of supplier"))
    email = EmailField(_l("E-mail for orders"), [Length(max=254)])
    contact = StringField(_l("Whom to call"), [Length(max=120)])
    language = SelectField(_l("Language of their orders"))


class NewSupplierForm(SupplierForm):
    """The same, with the code that files name them by."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40), Regexp(r"^[A-Za-z0-9._-]+$")])


class PlanForm(Form):
    """A file that was looked at, and what it would do."""

    table = HiddenField()
    seal = HiddenField(validators=[Regexp(r"^[0-9a-f]{64}$")])

    def data_of(self) -> bytes:
        """The file; empty when it did not arrive whole."""
        try:
            return b64decode(self.table.data or "", validate=True)
        except NotBase64:
            return b""

    @staticmethod
    def of(data: bytes, seal: str) -> "PlanForm":
        """The form that brings a file back."""
        return PlanForm(formdata=None, table=b64encode(data).decode(), seal=seal)
