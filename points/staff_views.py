"""Pages for the sponsor’s staff."""

from flask import Blueprint

blueprint = Blueprint("points_staff", __name__, url_prefix="/staff")
