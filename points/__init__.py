"""The permanent programme. Six ideas live here, and a file's name says which it belongs to:

ledger    entries, ledger, transactions, lots, stock, pendings, wallets, repaying; what moves points: actions,
          confirming, corrections, expiry, openings, taking_back (with given, shelves), moving, delegations
earning   facts → measures → reckoning → earning (line by line) → counting → periods (once a file);
          whom they concern: roll, whom; what periods are held against: baselines
rules     programme (versions), rule_* and draft* (form and file); what a rule says before: sentences
          (*_sentences, phrases, words, examples), simulator, next_steps; after a movement: movements
settings  how long points live, when they are confirmed, what returns do
tiers     tiers, tier_*
briefs    the four questions before a start

`models` and `rules` are folders: one file for each of these ideas; `rules` is pure.
"""
