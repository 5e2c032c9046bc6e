"""What lasts: entitlements with their validity, deferred discounts, credit notes, the annual rebate."""
