"""What the law and the rules ask: terms, consents, legal status, the register of gratifications."""
