"""The room of steering: which questions can be asked here."""

from flask import Blueprint
from werkzeug.wrappers import Response

from accounts.access import allow
from core import reply

blueprint = Blueprint("insights_staff", __name__, url_prefix="/staff/insights")


@blueprint.get("")
@allow("administrator")
def index() -> Response:
    """What can be looked at, each in one line."""
    return reply.show("insights/index.html")
