"""What members and staff see and send."""
