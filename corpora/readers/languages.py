"""A language as a file states it → its code of two letters."""

import re

_TAG = re.compile(r"[a-z]{2}(?![a-z])")
_OF_THREE_LETTERS = {"spa": "es", "eng": "en", "por": "pt", "fra": "fr", "fre": "fr"}  # ISO 639-2, of libraries


def language_of(stated: str) -> str | None:
    """The code, or None where what is stated is no code.

    >>> language_of("es-MX"), language_of("spa"), language_of("castellano")
    ('es', 'es', None)
    """
    lowered = stated.strip().lower()
    tag = _TAG.match(lowered)
    return tag[0] if tag else _OF_THREE_LETTERS.get(lowered[:3] if not lowered[3:4].isalpha() else "")
