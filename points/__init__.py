"""The permanent programme: earning rules, the ledger, wallets, tiers.

`models` and `rules` are folders here: each holds one file for the ledger, for earning, for tiers and for the
programme's own settings.
"""
