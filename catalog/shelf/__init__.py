"""What somebody may want: who sees which reward at which price, wishes, goals, what suits them."""
