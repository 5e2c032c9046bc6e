"""What the sponsor sells: ranges and products."""
