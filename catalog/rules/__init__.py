"""Why: pure rules of prices, sight, states and approval; the standard library only."""

from catalog.rules.refusals import *  # noqa: F403
