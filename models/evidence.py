"""Why a label: the passages that carry it, quoted, and the terms that weighed most."""

from collections import defaultdict

import numpy as np

from models.analysis import Analysis
from models.classifier import PolicyClassifier
from models.record import Evidence, Quote, Term

MOST_PASSAGES = 3
MOST_TERMS = 8
LEAST_WORDS = 6


def find_evidence(classifier: PolicyClassifier, analysis: Analysis, label: int, name: str) -> Evidence:
    """Quote the best passages for a label, best first, and its weightiest terms with their signs."""
    return Evidence(
        name, tuple(_best_passages(classifier, analysis, label)), tuple(_terms(classifier, analysis, label))
    )


def _best_passages(classifier: PolicyClassifier, analysis: Analysis, label: int) -> list[Quote]:
    passages = [p for p in analysis.passages if p.is_content]
    passages = [p for p in passages if len(p.bag.words) >= LEAST_WORDS] or passages
    scores = classifier.decision_function([passage.bag for passage in passages])[:, label]
    best = np.argsort(-scores, kind="stable")[:MOST_PASSAGES]
    chosen = [passages[i] for rank, i in enumerate(best) if rank == 0 or scores[i] > 0]
    return [_quote(analysis.text, passage.start, passage.end) for passage in chosen]


def _quote(text: str, start: int, end: int) -> Quote:
    quoted = text[start:end]
    start += len(quoted) - len(quoted.lstrip())
    return Quote(quoted.strip(), start, start + len(quoted.strip()))


def _terms(classifier: PolicyClassifier, analysis: Analysis, label: int) -> list[Term]:
    weights = classifier.features_.term_weights(analysis.whole, classifier.coef_[:, label])
    names = _names(analysis)
    totals: dict[str, float] = defaultdict(float)
    for key, weight in weights.items():
        totals[names.get(key, str(key))] += weight
    ranked = sorted(totals.items(), key=lambda item: -abs(item[1]))[:MOST_TERMS]
    return [Term(text, round(weight, 3)) for text, weight in ranked]


def _names(analysis: Analysis) -> dict[int | str, str]:
    """How a concept's index reads in this document: its first mention, verbatim."""
    names: dict[int | str, str] = {}
    for mention in analysis.mentions:
        names.setdefault(mention.concept, analysis.text[mention.start : mention.end])
    return names
