"""Gift cards: a port with two adapters (a sealed pool, a provider over HTTP), and every call made once."""
