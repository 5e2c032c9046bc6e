"""From an accepted sale to its points: facts → measures → reckoning → lines; counting → periods once a file.

Whom it concerns: roll (everybody), whom (one visitor). What periods are held against: baselines (from a file:
baseline_files). Where somebody stands: progress. What is rewarded beside sales: events.
"""
