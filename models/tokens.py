"""A tokenised text as arrays, from which bags are cut, and where its passages begin."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX, IS_ALPHA, IS_PUNCT, IS_SPACE, LENGTH, NORM, ORTH  # type: ignore[import-not-found]
from spacy.pipeline import Sentencizer
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc

from corpora.furniture import find_furniture
from models.bag import Bag, Distinct, Words

PASSAGE_WORDS = 80
LONGEST_PASSAGE_WORDS = 200
OPENING_MARKS = "¿¡«“‘(["

_OPENING_MARKS = np.array([hash_string(mark) for mark in OPENING_MARKS], dtype=np.uint64)
_SENTENCE_ENDS = np.sort(np.array([hash_string(mark) for mark in Sentencizer.default_punct_chars], dtype=np.uint64))


class Tokens:
    """The tokens of one text as arrays of shape (n_tokens,); from them bags are cut."""

    def __init__(self, doc: Doc, text: str, language: str) -> None:
        columns = doc.to_array([IDX, LENGTH, IS_ALPHA, IS_SPACE, IS_PUNCT, NORM, ORTH]).reshape(len(doc), 7).T
        self.doc, self.text = doc, text
        self.starts, self.ends = columns[0].astype(np.int64), (columns[0] + columns[1]).astype(np.int64)
        self.is_space = columns[3].astype(bool)
        self.is_break = self._before_opening_marks(_begin_sentences(columns[6], columns[4].astype(bool)), columns[6])
        self.is_break[1:] |= self._have_newline(columns[6])[:-1]
        self.is_furniture = self._within(find_furniture(text))
        is_word = columns[2].astype(bool) & ~self.is_furniture
        self.words_before = np.concatenate([[0], np.cumsum(is_word)])
        self.language = language
        self._words = _words_of(columns[5][is_word], doc)
        self._word_starts = self.starts[is_word]

    def bag(self, mentions: NDArray[np.int64], first: int, end: int) -> Bag:
        """What stands from one token up to another; mentions has a row (first token, end, concept) each, in order."""
        low, high = np.searchsorted(mentions[:, 0], [first, end])
        at, until = self.words_before[first], self.words_before[end]
        positions = self.words_before[mentions[low:high, 0]] - at
        words, starts = self._words[at:until], self._word_starts[at:until]
        return Bag(self.language, words, mentions[low:high, 2], positions, starts)

    def _before_opening_marks(self, begins: NDArray[np.bool_], orth: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Where sentences begin, counting a mark such as ¿ to the sentence it opens; spaCy leaves it with the last."""
        for at in np.flatnonzero(begins[1:] & np.isin(orth[:-1], _OPENING_MARKS)).tolist():
            begin = at + 1
            while begin > 1 and self.doc[begin - 1].text in OPENING_MARKS:
                begins[begin - 1 : begin + 1] = True, False
                begin -= 1
        return begins

    def _have_newline(self, orth: NDArray[np.uint64]) -> NDArray[np.bool_]:
        strings = self.doc.vocab.strings
        spaces = np.unique(orth[self.is_space]).tolist()
        return np.isin(orth, np.array([space for space in spaces if "\n" in strings[space]], dtype=np.uint64))

    def _within(self, spans: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
        """Tokens that stand in spans of characters; white space goes with what stands before it."""
        inside = np.zeros(len(self.doc), dtype=bool)
        for start, end in spans:
            first, last = np.searchsorted(self.starts, [start, end])
            while last < len(inside) and self.is_space[last]:
                last += 1
            inside[first:last] = True
        return inside


def cut_passages(tokens: Tokens) -> list[int]:
    """Token indices where passages begin: at sentences or lines once a passage is long enough, around furniture."""
    words, n_tokens = tokens.words_before, len(tokens.doc)
    turns = np.concatenate([[False], tokens.is_furniture[1:] != tokens.is_furniture[:-1]])[:n_tokens]
    places = np.append(np.flatnonzero(tokens.is_break | turns), n_tokens)
    words_at, must_cut = words[places], np.flatnonzero(np.append(turns, True)[places])
    cuts, next_place = [0], 0
    while next_place < len(places):
        long_enough = np.searchsorted(words_at, words[cuts[-1]] + PASSAGE_WORDS)
        at_turn = must_cut[np.searchsorted(must_cut, next_place)]
        place = min(max(long_enough, next_place), at_turn)
        at = int(places[place])
        while words[at] - words[cuts[-1]] > LONGEST_PASSAGE_WORDS:
            cuts.append(int(np.searchsorted(words, words[cuts[-1]] + LONGEST_PASSAGE_WORDS)))
        is_long = words[at] - words[cuts[-1]] >= PASSAGE_WORDS
        if 0 < at < n_tokens and (is_long or turns[at]):
            cuts.append(at)
        next_place = place + 1
    return cuts


def _words_of(norms: NDArray[np.uint64], doc: Doc) -> Words:
    """Words by the hashes of their norms; the distinct ones in order of first occurrence."""
    places: dict[int, int] = {}
    ids = [places.setdefault(norm, len(places)) for norm in norms.tolist()]
    strings = doc.vocab.strings
    return Words(Distinct([strings[norm] for norm in places]), np.array(ids, dtype=np.int64))


def _begin_sentences(orth: NDArray[np.uint64], is_punct: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where sentences begin, shape (n_tokens,), by the rule of spaCy's Sentencizer, whose loop takes ten times as long.

    A sentence begins with the first token that is no punctuation after one that ends sentences.
    """
    places_of_ends = np.minimum(np.searchsorted(_SENTENCE_ENDS, orth), len(_SENTENCE_ENDS) - 1)
    is_end = _SENTENCE_ENDS[places_of_ends] == orth  # np.isin would sort the text's tokens
    is_mark = is_punct | is_end
    places = np.arange(len(orth))
    last_end = np.maximum.accumulate(np.where(is_end, places, -1))
    last_word = np.maximum.accumulate(np.where(is_mark, -1, places))
    begins = np.zeros(len(orth), dtype=bool)
    begins[:1] = True
    begins[1:] = ~is_mark[1:] & (last_end[:-1] > last_word[:-1])
    return begins
