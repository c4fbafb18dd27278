"""Texts by key, names and numbers → as a language writes them."""

from collections.abc import Mapping

from corpora.numbers import Numbers
from service.proportions import Estimate

Texts = Mapping[str, Mapping[str, str]]


class Voice(Numbers):
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
        super().__init__(language)
        self._texts = {**(names or {}), **texts[language]}

    def __call__(self, key: str, **blanks: str) -> str:
        """The text of a key, with its blanks filled in."""
        text = self._texts.get(key, key)
        return text.format(**blanks) if blanks else text

    def shares(self, estimate: Estimate) -> str:
        """An interval of shares, in percent."""
        return f"{self.decimal(100 * estimate.low, 1)}–{self.share(estimate.high)}"

    def counts(self, estimate: Estimate) -> str:
        """An interval of whole numbers."""
        return f"{self.count(estimate.low)}–{self.count(estimate.high)}"
