"""The permanent programme. Its folders, the highest first; each looks down only (pyproject.toml keeps it):

statements  what owners and staff read of wallets, and the pages on which points move by hand
programme   the rules in versions: written by form or file, listed, tried on a sale that nobody made
briefs      the four questions before a start
earning     from an accepted sale to its points: facts → measures → reckoning → lines → periods
ledger      double entry behind one door, lots behind every point; what holds, spends, corrects, expires them
tiers       who stands where: schemes, reviews, standings
settings    how long points live, when they are confirmed, what returns do
sentences   what rules and movements say
models      tables; `rules`: the pure why; in both, one file for each of these ideas

Beside the folders: `queries` (the stored rules, read by all), `bulk` (many rows in one call), and what is
gathered from the folders: `checks` for `flask verify`, `cli` for `flask points`.
"""
