"""Numbers → as a language writes them."""

from math import isnan

MARKS = {"en": {",": ",", ".": "."}, "es": {",": "\N{NO-BREAK SPACE}", ".": ","}}  # of thousands, of decimals
PERCENT = {"en": "%", "es": "\N{NO-BREAK SPACE}%"}
BETWEEN_ENDS = {"en": ", ", "es": "; "}  # of an interval; in Spanish the comma marks decimals
UNKNOWN = "–"


class Numbers:
    """Writes numbers in one language.

    Parameters
    ----------
    language : str
        "en" or "es".

    Examples
    --------
    >>> Numbers("en").count(12345.6), Numbers("es").share(0.125)
    ('12,346', '12,5\\xa0%')
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._marks = str.maketrans(MARKS[language])

    def count(self, number: float) -> str:
        """A whole number; of a larger estimate, the nearest."""
        return self._write(number, ",.0f")

    def decimal(self, number: float, decimals: int = 2, *, signed: bool = False) -> str:
        """A number with decimals, with its sign also where it is above 0; a dash of NaN, which cannot be told."""
        return UNKNOWN if isnan(number) else self._write(number, f"{'+' if signed else ''},.{decimals}f")

    def short(self, number: float) -> str:
        """A number with no more decimals than it needs, as at an axis."""
        return self._write(number, "g")

    def share(self, share: float, decimals: int = 1) -> str:
        """A share, from 0 to 1, in percent."""
        return self.decimal(100 * share, decimals) + PERCENT[self.language]

    def interval(self, low: float, high: float, decimals: int = 3, *, signed: bool = False) -> str:
        """The ends of an interval, in brackets."""
        ends = (self.decimal(end, decimals, signed=signed) for end in (low, high))
        return f"[{BETWEEN_ENDS[self.language].join(ends)}]"

    def _write(self, number: float, spec: str) -> str:
        return f"{number:{spec}}".translate(self._marks)
