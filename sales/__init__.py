"""Evidence: files, claims, checks, acceptance."""
