"""From draft to paid: drafts, launch, who takes part, closing, prizes, and what the clock does."""
