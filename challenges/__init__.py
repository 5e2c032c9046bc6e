"""Time-boxed games layered on the programme."""
