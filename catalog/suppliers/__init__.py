"""Whom the sponsor orders from: suppliers and partners, their orders by file and mail, their price lists."""
