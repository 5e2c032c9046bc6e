"""Pages for resellers."""

from flask import Blueprint

from notifications import models as _models  # noqa: F401

blueprint = Blueprint("notifications", __name__)
