"""Whom the sponsor orders from: who they are, what they are sent, what they charge and have, who is late."""
