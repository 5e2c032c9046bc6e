"""The four questions before a start: asked, answered, and what fits the answers."""
