"""The speed targets, as ratios inside one run: each prints its baseline, none asserts."""
