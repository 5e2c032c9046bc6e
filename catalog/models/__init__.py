"""The room's nouns: rewards and what is scarce about them, orders and their way, suppliers, cards, wishes."""

from catalog.models.cards import CardCall, GiftCode
from catalog.models.granted import Entitlement, RebateLine, RebateRun
from catalog.models.orders import (
    Address,
    AfterSale,
    ApprovalPolicy,
    CatalogSetting,
    GroupAward,
    GroupAwardLine,
    Order,
    OrderApproval,
    OrderPart,
    OrderStep,
    Shipment,
)
from catalog.models.rewards import (
    Reward,
    RewardPart,
    RewardPrice,
    RewardSession,
    RewardVariant,
    ServiceSlot,
)
from catalog.models.shelf import ShelfMark
from catalog.models.suppliers import Supplier, SupplierOrder
from catalog.models.wishes import Goal, Sighting, Suggestion, Wish

__all__ = [
    "Address",
    "AfterSale",
    "ApprovalPolicy",
    "CardCall",
    "CatalogSetting",
    "Entitlement",
    "GiftCode",
    "Goal",
    "GroupAward",
    "GroupAwardLine",
    "Order",
    "OrderApproval",
    "OrderPart",
    "OrderStep",
    "RebateLine",
    "RebateRun",
    "Reward",
    "RewardPart",
    "RewardPrice",
    "RewardSession",
    "RewardVariant",
    "ServiceSlot",
    "ShelfMark",
    "Shipment",
    "Sighting",
    "Suggestion",
    "Supplier",
    "SupplierOrder",
    "Wish",
]
