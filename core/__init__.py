"""Plumbing that has no idea what a reseller is."""
