"""Pages for resellers."""

from flask import Blueprint

blueprint = Blueprint("challenges", __name__)
