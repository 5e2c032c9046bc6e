"""Who stands where, and why: schemes (in versions) hold figures against thresholds.

turns says what would change, review writes it down and notices tells it; standings, places, roll and badges
are asked by others. A scheme comes from files, or from forms by drafting; credits count beside sales.
"""
