"""Why these labels: the passages that carry each, quoted, and the terms that weighed most."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from models.analysis import Analysis, Bag, Passage, fold
from models.classifier import PolicyClassifier
from models.record import Evidence, Quote, Term

Floats = NDArray[np.float64]
Key = int | str

MOST_PASSAGES = 3
MOST_TERMS = 8
LEAST_WORDS = 6

_WORD = re.compile(r"[^\W\d_]+")


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
    weighed = [_Weighed(classifier, bag, share) for bag, share in zip(analysis.wholes, analysis.shares, strict=True)]
    by_language = {found.language: found for found in weighed}
    passages = [p for p in analysis.passages if p.is_content]
    passages = [p for p in passages if len(p.bag.words) >= LEAST_WORDS] or passages
    scores = np.stack([by_language[passage.bag.language].score(passage.bag) for passage in passages])
    keys = [(found.language, key) for found in weighed for key in found.places]
    totals = np.concatenate([found.totals for found in weighed])
    heaviest = {label: np.argsort(-np.abs(totals[:, label]), kind="stable")[: 2 * MOST_TERMS] for label in labels}
    readable = _readable(analysis, {keys[i] for rows in heaviest.values() for i in rows})
    return tuple(
        Evidence(
            names[label],
            tuple(_quote(analysis.text, passages[i]) for i in _best(scores[:, label])),
            _rank([(readable[keys[i]], float(totals[i, label])) for i in heaviest[label]]),
        )
        for label in labels
    )


class _Weighed:
    """What each word and concept of one language adds to the document's log-odds.

    places : key → row.
    totals, each : shape (n_keys, n_labels), in all its occurrences and in one.
    """

    def __init__(self, classifier: PolicyClassifier, whole: Bag, share: float) -> None:
        terms, weights = classifier.term_weights(whole)
        self.language = whole.language
        self.places = {key: place for place, key in enumerate(dict.fromkeys(terms))}
        self.totals = np.zeros((len(self.places), weights.shape[1]))
        np.add.at(self.totals, [self.places[key] for key in terms], share * weights)
        occurrences = Counter(_keys(whole))
        self.each = self.totals / np.array([max(occurrences[key], 1) for key in self.places])[:, np.newaxis]

    def score(self, bag: Bag) -> Floats:
        """What a passage adds, shape (n_labels,)."""
        return np.asarray(self.each[[self.places[key] for key in _keys(bag) if key in self.places]].sum(axis=0))


def _keys(bag: Bag) -> list[Key]:
    return [*bag.words, *bag.concepts.tolist()]


def _best(scores: Floats) -> list[int]:
    """The best passage, and the next best that speak for the label too."""
    first, *others = np.argsort(-scores, kind="stable")[:MOST_PASSAGES].tolist()
    return [first, *(i for i in others if scores[i] > 0)]


def _quote(text: str, passage: Passage) -> Quote:
    quoted = text[passage.start : passage.end]
    start = passage.start + len(quoted) - len(quoted.lstrip())
    return Quote(quoted.strip(), start, start + len(quoted.strip()))


def _readable(analysis: Analysis, keys: Collection[tuple[str, Key]]) -> dict[tuple[str, Key], str]:
    """How each word or concept of a language first reads in the text."""
    forms: dict[tuple[str, Key], str] = {}
    for mention in analysis.mentions:
        forms.setdefault((mention.language, mention.concept), analysis.text[mention.start : mention.end])
    for passage in analysis.passages:
        for match in _WORD.finditer(analysis.text, passage.start, passage.end):
            if (key := (passage.bag.language, fold(match.group()))) in keys:
                forms.setdefault(key, match.group())
    return {key: forms.get(key, str(key[1])) for key in keys}


def _rank(weighed: Sequence[tuple[str, float]]) -> tuple[Term, ...]:
    """The weightiest first; a word and a concept that read the same are one."""
    totals: dict[str, float] = defaultdict(float)
    for text, weight in weighed:
        totals[text] += weight
    ranked = sorted(totals.items(), key=lambda item: -abs(item[1]))[:MOST_TERMS]
    return tuple(Term(text, round(weight, 3)) for text, weight in ranked)
