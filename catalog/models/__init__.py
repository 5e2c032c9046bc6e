"""The room's nouns: rewards and what is scarce about them, orders and their way, suppliers, cards, wishes."""

from catalog.models.rewards import Goal, Order, OrderStep, Reward

__all__ = ["Goal", "Order", "OrderStep", "Reward"]
