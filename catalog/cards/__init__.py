"""Gift cards: one port, the encrypted local pool and a provider over HTTP, and the job that settles doubt."""
