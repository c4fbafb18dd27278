"""Ids of documents → lots: numbers as good as random, always the same, whatever else an archive holds."""

import hashlib

LOT_BYTES = 8


def lot_of(id: str) -> int:
    """The lot of a document, from 0 to 2^64 - 1; the n lowest of any set are a simple random sample of it."""
    salted = f"0\0{id}".encode()  # with another prefix other documents would be drawn
    return int.from_bytes(hashlib.blake2b(salted, digest_size=LOT_BYTES).digest())
