"""From facts to boards: what counts, who it counts for, and the scores that boards show."""
