"""Where members' pages of challenges hang."""

from flask import Blueprint

blueprint = Blueprint("challenges", __name__)
