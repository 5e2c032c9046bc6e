"""Reading only: what draft rules and tiers would have done with past sales."""
