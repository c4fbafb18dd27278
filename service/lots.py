"""Ids of documents → lots: numbers as good as random, always the same, whatever else an archive holds."""

import hashlib

LOT_BYTES = 8


def lot_of(id: str, seed: int = 0) -> int:
    """The lot of a document, from 0 to 2^64 - 1; the n lowest of any set are a simple random sample of it."""
    return int.from_bytes(hashlib.blake2b(f"{seed}\0{id}".encode(), digest_size=LOT_BYTES).digest())
