"""Pieces of text → how many function words ("the", "de") of each language stand in them: what tells languages apart."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpora.wording import read_phrases

KNOWN = ("en", "es", "pt", "fr", "it", "ca", "gl", "de", "nl", "ht")

Integers = NDArray[np.int64]

_MARKS = ",;:()[]|*\"'«»“”‘’¿¡/–—，、。"


def count_function_words(text: str, edges: Sequence[int]) -> Integers:
    """Counts in each piece of a text between edges, in characters.

    A word may stand in several lists; it is read in lower case, Capitalised or in CAPITALS.

    Returns:
        Shape (n_pieces, len(KNOWN) + 1): the words in the list of each language, and those in no list.
    """
    rows_of_words, kinds = _word_table()
    for mark in _MARKS:
        text = text.replace(mark, " ")
    rows: list[int] = []
    ends = [0]
    for start, end in pairwise(edges):
        rows += [rows_of_words.get(word, 0) for word in text[start:end].split() if word.isalpha()]
        ends.append(len(rows))
    counts = np.zeros((len(kinds), len(rows) + 1), dtype=np.int64)
    np.cumsum(kinds[:, np.array(rows, dtype=np.int64)], axis=1, out=counts[:, 1:])
    return np.asarray(np.diff(counts[:, ends]).T)


@cache
def _word_table() -> tuple[dict[str, int], Integers]:
    """The column of each listed word, and for each column which lists it is in; column 0 is that of other words."""
    lists = [frozenset(read_phrases("function_words", language)) for language in KNOWN]
    words = sorted(frozenset().union(*lists))
    kinds = [[*([0] * len(lists)), 1], *([*(word in listed for listed in lists), 0] for word in words)]
    rows = {form: row for row, word in enumerate(words, start=1) for form in (word, word.capitalize(), word.upper())}
    return rows, np.ascontiguousarray(np.array(kinds, dtype=np.int8).T)
