"""What is left of a text without its furniture."""

from corpora.furniture import find_furniture


def without_furniture(text: str) -> str:
    """The text with its furniture cut out."""
    pieces, at = [], 0
    for start, end in find_furniture(text):
        pieces.append(text[at:start])
        at = end
    return "".join([*pieces, text[at:]])
