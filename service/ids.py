"""What ids and digests look like, as patterns, and what people and keys may be called."""

ID = "^[0-9a-f]{32}$"
DIGEST = "^[0-9a-f]{64}$"
DIGEST_OR_NONE = f"^$|{DIGEST}"
MOST_NAME_CHARACTERS = 100


def is_name(text: str) -> bool:
    """Whether people and keys may be called so.

    >>> is_name("Ana Núñez"), is_name(" Ana"), is_name("")
    (True, False, False)
    """
    return 0 < len(text) <= MOST_NAME_CHARACTERS and text.isprintable() and text == text.strip()
