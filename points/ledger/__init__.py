"""Points as they are booked: double entry, append-only, one door.

door   posting takes entries; transactions writes each once; behind a balance lie lots and pendings, and a
       debt is repaid first (repaying); wallets, funds, stock and shelves hold and read what a batch needs
verbs  actions (held, spent, given back, prizes), endowing (the prize fund), confirming, corrections, expiry,
       openings, taking_back (of what given says), moving (a company that leaves), delegations (who may
       spend), reminders
reads  queries, history, books; checks and return_checks for `flask verify`
"""
