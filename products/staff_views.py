"""Pages for the sponsor’s staff."""

from flask import Blueprint

blueprint = Blueprint("products_staff", __name__, url_prefix="/staff")
