"""The rules of the permanent programme, as staff write them and resellers read them: versions.

written   by a form (forms, fields, drafting, filling) or a file (files, tables, cells, keys)
judged    before it is in force: changes, warnings; after: results
read      lists, boosts, and what a sale would bring: simulator
"""
