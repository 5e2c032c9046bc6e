"""The reward catalogue: rewards, stock, orders from request to delivery."""
