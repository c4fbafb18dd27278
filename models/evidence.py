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
    the places where it stands; a passage's score is the sum of what stands in it.
    """
    if not labels:
        return ()
    terms, weights = classifier.term_weights(analysis.whole)
    places = {key: place for place, key in enumerate(dict.fromkeys(terms))}
    totals = np.zeros((len(places), weights.shape[1]))
    np.add.at(totals, [places[key] for key in terms], weights)
    passages = [p for p in analysis.passages if p.is_content]
    passages = [p for p in passages if len(p.bag.words) >= LEAST_WORDS] or passages
    scores = _passage_scores(analysis.whole, passages, places, totals)
    keys = list(places)
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


def _passage_scores(whole: Bag, passages: Sequence[Passage], places: dict[Key, int], totals: Floats) -> Floats:
    """Shape (n_passages, n_labels)."""
    occurrences = Counter(_keys(whole))
    each = totals / np.array([max(occurrences[key], 1) for key in places])[:, np.newaxis]
    found = ([places[key] for key in _keys(passage.bag) if key in places] for passage in passages)
    return np.stack([each[rows].sum(axis=0) for rows in found])


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


def _readable(analysis: Analysis, keys: Collection[Key]) -> dict[Key, str]:
    """How each word or concept first reads in the text."""
    concepts = {mention.concept: analysis.text[mention.start : mention.end] for mention in reversed(analysis.mentions)}
    forms: dict[str, str] = {}
    for match in _WORD.finditer(analysis.text):
        if (word := fold(match.group())) in keys:
            forms.setdefault(word, match.group())
    return {key: forms.get(key, key) if isinstance(key, str) else concepts[key] for key in keys}


def _rank(weighed: Sequence[tuple[str, float]]) -> tuple[Term, ...]:
    """The weightiest first; a word and a concept that read the same are one."""
    totals: dict[str, float] = defaultdict(float)
    for text, weight in weighed:
        totals[text] += weight
    ranked = sorted(totals.items(), key=lambda item: -abs(item[1]))[:MOST_TERMS]
    return tuple(Term(text, round(weight, 3)) for text, weight in ranked)
