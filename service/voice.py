"""Texts by key, names and numbers → as a language writes them."""

from collections.abc import Mapping

from service.proportions import Estimate

Texts = Mapping[str, Mapping[str, str]]

MARKS = {"en": {",": ",", ".": "."}, "es": {",": ".", ".": ","}}  # of thousands, of decimals
PERCENT = {"en": "%", "es": "\N{NO-BREAK SPACE}%"}


class Voice:
    """Speaks one language.

    Parameters
    ----------
    language : str
        "en" or "es".
    texts : mapping
        Texts by language and key; a key without a text stands for itself.
    names : mapping
        How labels, countries and the like are called in the language, by id.
    """

    def __init__(self, language: str, texts: Texts, names: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._texts = {**(names or {}), **texts[language]}
        self._marks = str.maketrans(MARKS[language])

    def __call__(self, key: str, **blanks: str) -> str:
        """The text of a key, with its blanks filled in."""
        text = self._texts.get(key, key)
        return text.format(**blanks) if blanks else text

    def count(self, number: float) -> str:
        """A whole number; of a larger estimate, the nearest."""
        return f"{number:,.0f}".translate(self._marks)

    def share(self, share: float, decimals: int = 1) -> str:
        """A share, from 0 to 1, in percent."""
        return self._percent(share, decimals) + PERCENT[self.language]

    def shares(self, estimate: Estimate) -> str:
        """An interval of shares, in percent."""
        return f"{self._percent(estimate.low)}–{self.share(estimate.high)}"

    def counts(self, estimate: Estimate) -> str:
        """An interval of whole numbers."""
        return f"{self.count(estimate.low)}–{self.count(estimate.high)}"

    def _percent(self, share: float, decimals: int = 1) -> str:
        return f"{100 * share:.{decimals}f}".translate(self._marks)
