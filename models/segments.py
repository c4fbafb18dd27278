"""Text → segments of one language each, told by their function words; most texts are a single one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpora.furniture import find_furniture
from corpora.taxonomy import LANGUAGES
from models.function_words import KNOWN, count_function_words
from models.language import detect_language, is_unknown_language

UNKNOWN = "und"  # BCP 47: undetermined
LEAST_GAIN = 8.0
DOUBTFUL_GAIN = 4.0
LEAST_WORDS = 30
MOST_CAPITALISED = 0.5
UNLISTED_WORD = 0.3

Floats = NDArray[np.float64]

_COLUMNS = (*KNOWN, UNKNOWN)
_UNIT_END = re.compile(r"[\n.!?…][\s'\"”»’)\]]*(?<=\s)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text, in characters, and its language: a code of two letters, or `UNKNOWN`."""

    start: int
    end: int
    language: str


def find_segments(text: str, stated: str | None = None) -> tuple[Segment, ...]:
    """Cut a text at sentences or lines where its language changes; the segments cover it in order.

    A stretch in another language than the text's main one becomes a segment of its own when it has `LEAST_WORDS`
    and by `LEAST_GAIN` more function words of that language than of the main one: some 30 words of English in
    Spanish or the reverse, more in languages that share words. So titles, names and short quotations stay where
    they are. Furniture of the page counts for no language. The stated language is the main one unless the text
    clearly says otherwise.
    """
    edges = [0, *(match.end() for match in _UNIT_END.finditer(text) if match.end() < len(text)), len(text)]
    scores = _score(text, edges)
    main = stated or _clear_language(scores)
    if main and _gains(scores, main).max() < DOUBTFUL_GAIN:
        return (Segment(0, len(text), main),)
    content = _blank_furniture(text)
    if content != text:
        scores = _score(content, edges)
    return _cut(content, edges, scores, stated or _clear_language(scores) or _likely_language(scores, content))


def _cut(content: str, edges: Sequence[int], scores: Floats, main: str) -> tuple[Segment, ...]:
    path = _best_path(scores, main)
    for first, end in _runs(path):
        if path[first] != main and not _is_certain(path[first], content[edges[first] : edges[end]]):
            path[first:end] = [path[first - 1] if first else main] * (end - first)
    return tuple(Segment(edges[first], edges[end], path[first]) for first, end in _runs(path))


def _score(text: str, edges: Sequence[int]) -> Floats:
    """How much each unit between edges speaks for each of the columns, shape (n_units, n_columns)."""
    scores = count_function_words(text, edges).astype(float)
    scores[:, -1] *= UNLISTED_WORD
    return np.asarray(scores)


def _clear_language(scores: Floats) -> str | None:
    """The language whose function words stand out."""
    totals = scores[:, :-1].sum(axis=0)
    first, second = np.argsort(-totals, kind="stable")[:2].tolist()
    return KNOWN[first] if totals[first] - totals[second] >= LEAST_GAIN else None


def _likely_language(scores: Floats, content: str) -> str:
    """The language of a text that is short, or has languages in like parts."""
    if found := detect_language(" ".join(content.split())):
        return found
    totals = scores[:, :-1].sum(axis=0)
    first = int(totals.argmax())
    return KNOWN[first] if totals[first] >= LEAST_GAIN and KNOWN[first] not in LANGUAGES else UNKNOWN


def _gains(scores: Floats, main: str) -> Floats:
    """The most that one run of units in each column gains on that of the main language."""
    ahead = np.zeros((len(scores) + 1, scores.shape[1]))
    np.cumsum(scores - scores[:, [_column(main)]], axis=0, out=ahead[1:])
    return np.asarray((ahead - np.minimum.accumulate(ahead)).max(axis=0))


def _best_path(scores: Floats, main: str) -> list[str]:
    """The languages of the units that make the best sum, each run outside the main one paying `LEAST_GAIN`.

    Found by dynamic programming (Viterbi 1967). Units that speak for nothing, such as headings, go with what follows,
    and units in a row that speak alike go together, since no sum is better for a change among them.
    """
    columns = [_column(main), *np.flatnonzero(_gains(scores, main) >= LEAST_GAIN).tolist()]
    rows = scores[:, columns]
    firsts = np.flatnonzero(np.append(True, (rows[1:] != rows[:-1]).any(axis=1)))
    lengths = np.diff(firsts, append=len(rows))
    prices = [0.0] + [LEAST_GAIN] * (len(columns) - 1)
    best = [-price for price in prices]
    came_from = []
    for row in (rows[firsts] * lengths[:, None]).tolist():  # of two or three columns, for which arrays are slow
        highest = max(best)
        top = best.index(highest)
        entered = [highest - price for price in prices]
        came_from.append([at if best[at] >= entered[at] else top for at in range(len(best))])
        best = [max(pair) + gain for *pair, gain in zip(best, entered, row, strict=True)]
    at, path = len(best) - 1 - best[::-1].index(max(best)), []
    for origins, length in zip(reversed(came_from), reversed(lengths.tolist()), strict=True):
        path += [_COLUMNS[columns[at]]] * length
        at = origins[at]
    return path[::-1]


def _column(language: str) -> int:
    return KNOWN.index(language) if language in KNOWN else len(KNOWN)


def _is_certain(language: str, stretch: str) -> bool:
    """Whether a stretch is long enough and no list of names or headings, or of things where no function word helps."""
    words = [word for word in stretch.split() if word[0].isalpha()]
    if len(words) < LEAST_WORDS or sum(word[0].isupper() for word in words) > MOST_CAPITALISED * len(words):
        return False
    return language != UNKNOWN or is_unknown_language(stretch)


def _runs(path: Sequence[str]) -> list[tuple[int, int]]:
    """Where runs of one language begin and end."""
    turns = [at for at in range(1, len(path)) if path[at] != path[at - 1]]
    return list(pairwise([0, *turns, len(path)]))


def _blank_furniture(text: str) -> str:
    """The text with spaces in the place of its furniture, so that all else stays where it was."""
    pieces, at = [], 0
    for start, end in find_furniture(text):
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])
