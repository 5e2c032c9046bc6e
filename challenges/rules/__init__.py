"""Why: pure rules of states, scores, ranks, prizes and budgets; the standard library only."""
