"""The permanent programme: earning rules, the ledger, wallets."""
