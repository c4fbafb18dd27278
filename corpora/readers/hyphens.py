"""A hyphen at the end of a line → part of a compound, or the mark of a divided word: as the document tells."""

import re
from collections.abc import Sequence

from corpora.readers.printed_lines import Line

LEAST_SHARE_DIVIDING = 0.02

_WORD = re.compile(r"[^\W_]+")
_LAST_WORD = re.compile(r"[^\W_]+(?=[-‐]$)")
_COMPOUND = re.compile(r"(?=(?<![^\W_])([^\W_]+[-‐][^\W_]+))")


class Hyphens:
    """Of a document, whose words and compounds amid lines are known, as is how often lines end with a hyphen.

    Programs that divide words do so in more than one line in fifty; in the others only compounds fall apart.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        hyphenated = sum(line.is_hyphenated for line in lines)
        text = "\n".join(line.text for line in lines).casefold().replace("‐", "-") if hyphenated else ""
        self._words = frozenset(_WORD.findall(text))
        self._compounds = frozenset(_COMPOUND.findall(text))
        self._are_dividing = hyphenated > LEAST_SHARE_DIVIDING * len(lines)

    def divides(self, above: Line, line: Line) -> bool:
        """Whether the hyphen that ends a line goes away when its last word is joined to the first of the next."""
        last, first = _LAST_WORD.search(above.text), _WORD.match(line.text)
        if not (last and first and last[0].isalpha() and first[0][0].islower()):
            return False
        if f"{last[0]}-{first[0]}".casefold() in self._compounds:
            return False
        return self._are_dividing or f"{last[0]}{first[0]}".casefold() in self._words
