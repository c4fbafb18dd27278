"""A line of print: its text, where on the page it stands, and what tells its part in the layout."""

import re
from typing import NamedTuple

OTHER_SIZE = 0.08

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_SYMBOL_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf0a8\uf06e\uf071\uf02d", "•")
_MEANT = _LIGATURES | _SYMBOL_BULLETS
_ODD = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\ufeff\ufffe\uffff" + "".join(_MEANT) + "]")
_LOOSE_ACCENT = re.compile(r"([´˜¨]) ?([A-Za-zı])")
_ACCENTED = {
    accent + plain: accented
    for accent, letters in {"´": "aáeéiíoóuúyýıíAÁEÉIÍOÓUÚYÝ", "˜": "nñNÑaãoõAÃOÕ", "¨": "uüUÜiïıïaäoö"}.items()
    for plain, accented in zip(letters[::2], letters[1::2], strict=True)
}

_BULLET = re.compile(r"[•▪▫◦●○■□◆➢➤✓✔·*]\s")
_LABEL = re.compile(r"(?:[–—-]|\(?\d{1,3}(?:\.\d{1,3})*[.)]|\(?[A-Za-z]\)|[a-z]\.|\(?[ivx]{1,5}[.)])\s")
_LEADER = re.compile(r"(?:\.\s?){5,}\w{0,5}$")
_HYPHENS = ("-", "‐")
_ENDS = tuple(".!?:;…")
_AFTER_END = "\"'”’»)]0123456789"


class Line(NamedTuple):
    """A piece of print on one line.

    left, bottom, right, top : in points, to the right and upwards, of the whole height of the font.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        """The height of the font, in points."""
        return self.top - self.bottom

    @property
    def is_bulleted(self) -> bool:
        """Whether it begins as only an item of a list does."""
        return _BULLET.match(self.text) is not None

    @property
    def is_labelled(self) -> bool:
        """Whether it begins with a dash, number or letter, as items do, but now and then any line."""
        return _LABEL.match(self.text) is not None

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table or of a table of contents."""
        return "\t" in self.text or (".." in self.text.replace(" ", "") and _LEADER.search(self.text) is not None)

    @property
    def is_ended(self) -> bool:
        """Whether a sentence or clause ends with it, be it in quotes or with the number of a note."""
        return self.text.rstrip(_AFTER_END).endswith(_ENDS)

    @property
    def is_hyphenated(self) -> bool:
        """Whether a hyphen at its end ties it to the next."""
        return self.text.endswith(_HYPHENS) and self.text[-2:-1].isalnum()

    def is_of_size(self, other: "Line") -> bool:
        """Whether both have the same size, within a tolerance for recognised text."""
        one, two = self.size, other.size
        return abs(one - two) <= OTHER_SIZE * min(one, two)

    def is_beside(self, other: "Line") -> bool:
        """Whether the two share most of their height, so that they read as one line."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return 2 * shared > min(self.size, other.size)


def tidy(text: str) -> str:
    """Text of one line as it is meant: single spaces, ligatures and loose accents as letters, no control characters.

    >>> tidy(" Polic´ıa  y oﬁcina\\xa0")
    'Policía y oficina'
    """
    text = " ".join(_ODD.sub(lambda match: _MEANT.get(match[0], ""), text).split())
    return _LOOSE_ACCENT.sub(lambda match: _ACCENTED.get(match[1] + match[2], match[0]), text)
