"""Keeping the catalogue: variants, dates with seats, hours of experts, parts of bundles, prices for some."""
