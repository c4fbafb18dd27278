"""Pieces of text → how many function words ("the", "de") of each language stand in them: what tells languages apart."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from corpora.wording import read_phrases

KNOWN = ("en", "es", "pt", "fr", "it", "ca", "gl", "de", "nl", "ht")

Integers = NDArray[np.int64]

_END = "\0"
_MARKS = ",;:()[]|*\"'«»“”‘’¿¡/–—，、。" + _END


def count_function_words(text: str, edges: Sequence[int]) -> Integers:
    """Counts in each piece of a text between edges, in characters.

    A word may stand in several lists; it is read in lower case, Capitalised or in CAPITALS.

    Returns:
        Shape (n_pieces, len(KNOWN) + 1): the words in the list of each language, and those in no list.
    """
    rows_of_words, kinds = _word_table()
    for mark in _MARKS:
        text = text.replace(mark, " ")
    joined = normalize("NFC", f" {_END} ".join([text[start:end] for start, end in pairwise(edges)]))
    get = rows_of_words.get
    rows = np.array([row for word in joined.split() if (row := get(word, 0)) or word.isalpha()], dtype=np.int64)
    counts = np.zeros((len(kinds), len(rows) + 1), dtype=np.int64)
    np.cumsum(kinds[:, rows], axis=1, out=counts[:, 1:])
    ends = [0, *np.flatnonzero(rows == get(_END)).tolist(), len(rows)]
    return np.asarray(np.diff(counts[:, ends]).T)


@cache
def _word_table() -> tuple[dict[str, int], Integers]:
    """The column of each listed word, and for each column which lists it is in.

    Column 0 is that of other words, and the last that of the end of a piece, which is in no list.
    """
    lists = [frozenset(read_phrases("function_words", language)) for language in KNOWN]
    words = sorted(frozenset().union(*lists))
    kinds = [[word in listed for listed in lists] + [False] for word in ("", *words, _END)]
    kinds[0][-1] = True
    rows = {form: row for row, word in enumerate(words, start=1) for form in (word, word.capitalize(), word.upper())}
    rows[_END] = len(words) + 1
    return rows, np.ascontiguousarray(np.array(kinds, dtype=np.int8).T)
