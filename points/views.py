"""Pages for resellers."""

from flask import Blueprint

blueprint = Blueprint("points", __name__)
