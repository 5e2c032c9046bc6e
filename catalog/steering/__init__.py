"""Is the catalogue any good: shunned rewards, use, value, reach, what the points outstanding are worth."""
