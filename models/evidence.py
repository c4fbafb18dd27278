"""Why these labels: the passages that carry each, quoted, and the terms that weighed most."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.analysis import Analysis, Mention, Passage
from models.bag import Bag
from models.classifier import PolicyClassifier
from models.record import Evidence, Quote, Term

Floats = NDArray[np.float64]

MOST_PASSAGES = 3
MOST_TERMS = 8
LEAST_WORDS = 6

_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*+)+")


def find_evidence(
    classifier: PolicyClassifier, analysis: Analysis, labels: Sequence[int], names: Sequence[str]
) -> tuple[Evidence, ...]:
    """For each label, given by its index: its best passages, best first, and its weightiest terms with their signs.

    Terms weigh what they add to the label's log-odds in the whole document. A term's weight is shared equally among
    the places where it stands; a passage's score is the sum of what stands in it. In a document of several languages
    a term weighs in its own, times the share of the words that are in it.
    """
    if not labels:
        return ()
    weighed = {
        bag.language: _Weighed(classifier, analysis, bag, share)
        for bag, share in zip(analysis.wholes, analysis.shares, strict=True)
    }
    passages = [p for p in analysis.passages if p.is_content]
    scores = np.stack([weighed[passage.bag.language].next_passage(passage.bag) for passage in passages])
    is_long = np.array([len(passage.bag.words) >= LEAST_WORDS for passage in passages])
    if is_long.any():
        passages, scores = [p for p, keep in zip(passages, is_long, strict=True) if keep], scores[is_long]
    return tuple(
        Evidence(
            names[label],
            tuple(_quote(analysis.text, passages[i]) for i in _best(scores[:, label])),
            _rank([term for found in weighed.values() for term in found.heaviest(label)]),
        )
        for label in labels
    )


class _Weighed:
    """What each concept and word of one language adds to the document's log-odds; passages are met in their order.

    totals : shape (n_concepts + n_words, n_labels), of the distinct ones in all their occurrences.
    """

    def __init__(self, classifier: PolicyClassifier, analysis: Analysis, whole: Bag, share: float) -> None:
        self.analysis = analysis
        self.whole = whole
        self.totals = share * classifier.term_weights(whole)
        concepts, counts = whole.concept_counts
        each = self.totals / np.concatenate([counts, whole.word_counts])[:, np.newaxis]
        self._of_mentions = each[np.searchsorted(concepts, whole.concepts)]
        self._of_words = each[len(concepts) + whole.word_ids]
        self._next_mention = self._next_word = 0

    def next_passage(self, bag: Bag) -> Floats:
        """What the next passage adds, shape (n_labels,): its terms' weights shared equally among their places."""
        mentions = slice(self._next_mention, self._next_mention + len(bag.concepts))
        words = slice(self._next_word, self._next_word + len(bag.words))
        self._next_mention, self._next_word = mentions.stop, words.stop
        return np.asarray(self._of_mentions[mentions].sum(axis=0) + self._of_words[words].sum(axis=0))

    def heaviest(self, label: int) -> list[tuple[str, float]]:
        """The weightiest terms, as they first read in the text, with their weights."""
        weights = self.totals[:, label]
        chosen = np.argpartition(-np.abs(weights), min(2 * MOST_TERMS, len(weights) - 1))[: 2 * MOST_TERMS].tolist()
        return [(self._reading(term), float(weights[term])) for term in sorted(chosen) if weights[term]]

    def _reading(self, term: int) -> str:
        text, (concepts, _) = self.analysis.text, self.whole.concept_counts
        if term >= len(concepts):
            place = term - len(concepts)
            match = _WORD.match(text, int(self._first_starts[place]))
            return match.group() if match else self.whole.distinct_words[place]
        mention = self._first_mentions[int(concepts[term])]
        return text[mention.start : mention.end]

    @cached_property
    def _first_mentions(self) -> dict[int, Mention]:
        """The first mention of each concept in the language."""
        mentions = (mention for mention in reversed(self.analysis.mentions) if mention.language == self.whole.language)
        return {mention.concept: mention for mention in mentions}

    @cached_property
    def _first_starts(self) -> NDArray[np.int64]:
        """The character at which each of the distinct words first stands."""
        starts = np.empty(len(self.whole.distinct_words), dtype=np.int64)
        starts[self.whole.word_ids[::-1]] = self.whole.starts[::-1]  # the first in the text is the last to be written
        return starts


def _best(scores: Floats) -> list[int]:
    """The best passage, and the next best that speak for the label too."""
    first, *others = np.argsort(-scores, kind="stable")[:MOST_PASSAGES].tolist()
    return [first, *(i for i in others if scores[i] > 0)]


def _quote(text: str, passage: Passage) -> Quote:
    quoted = text[passage.start : passage.end]
    start = passage.start + len(quoted) - len(quoted.lstrip())
    return Quote(quoted.strip(), start, start + len(quoted.strip()))


def _rank(weighed: Sequence[tuple[str, float]]) -> tuple[Term, ...]:
    """The weightiest first; a word and a concept that read the same are one."""
    totals: dict[str, float] = defaultdict(float)
    for text, weight in weighed:
        totals[text] += weight
    ranked = sorted(totals.items(), key=lambda item: -abs(item[1]))[:MOST_TERMS]
    return tuple(Term(text, round(weight, 3)) for text, weight in ranked)
