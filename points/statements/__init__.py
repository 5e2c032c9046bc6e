"""What owners and staff read of wallets, and the pages on which they move points.

telling (a wallet's history in sentences), monthly (a month that adds up), waiting; the rest are the pages.
"""
