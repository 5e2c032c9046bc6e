"""Drawing lots that anybody can draw again: by the fingerprint of the rules, not by who was entered first."""

import hashlib


def lot(seed: str, subject_id: int) -> str:
    """A competitor's lot; the lower one comes first where nothing else decides."""
    return hashlib.sha256(f"{seed}:{subject_id}".encode()).hexdigest()
