"""Documents → their log-odds: short ones by the whole text, long ones by the sections that a label fills.

A long document treats several matters in turn, and one that fills a chapter of its own can drown in the whole. So it
is cut into sections about as long as the texts that the classifier learnt from, and it is about a label as surely as a
tenth of its words are.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from models.analysis import Analysis, Bag
from models.classifier import PolicyClassifier

Floats = NDArray[np.float64]

SECTION_WORDS = 300
LEAST_SHARE = 0.1


def document_log_odds(classifier: PolicyClassifier, analyses: Sequence[Analysis]) -> Floats:
    """Calibrated log-odds of documents, shape (n_documents, n_labels).

    A document that makes one section is judged as a whole, each language by itself, and gets their mean by words. A
    longer one gets, for each label, the log-odds that sections with a tenth of its words reach.
    """
    parts = [sections_of(analysis) if is_long(analysis) else analysis.wholes for analysis in analyses]
    scores = classifier.calibrate(classifier.decision_function(list(chain.from_iterable(parts))))
    ends = np.cumsum([len(bags) for bags in parts], dtype=np.int64)
    judged = [
        (reached_log_odds if is_long(analysis) else _mean)(rows, [len(bag.words) for bag in bags])
        for analysis, bags, rows in zip(analyses, parts, np.split(scores, ends[:-1]), strict=False)
    ]
    return np.reshape(judged, (len(analyses), scores.shape[1]))


def is_long(analysis: Analysis) -> bool:
    """Whether the content makes more than one section."""
    return _n_sections(analysis.wholes) > 1


def sections_of(analysis: Analysis) -> tuple[Bag, ...]:
    """The content in sections of about `SECTION_WORDS` words: of successive passages, and of one language each."""
    languages = [whole.language for whole in analysis.wholes]
    passages = [passage.bag for passage in analysis.passages if passage.is_content]
    by_language = ([bag for bag in passages if bag.language == language] for language in languages)
    return tuple(chain.from_iterable(map(_cut, by_language)))


def reached_log_odds(scores: Floats, n_words: Sequence[int]) -> Floats:
    """For each label, the highest log-odds that sections with a tenth of the words reach; shape (n_labels,).

    scores has shape (n_sections, n_labels), n_words gives the words of each section.
    """
    best_first = np.argsort(-scores, axis=0, kind="stable")
    n_words_so_far = np.cumsum(np.asarray(n_words)[best_first], axis=0)
    place = (n_words_so_far >= LEAST_SHARE * sum(n_words)).argmax(axis=0)
    section = np.take_along_axis(best_first, place[np.newaxis], axis=0)
    return np.asarray(np.take_along_axis(scores, section, axis=0)[0])


def concatenate(bags: Sequence[Bag]) -> Bag:
    """One bag of successive ones of the same language."""
    words_before = accumulate((len(bag.words) for bag in bags[:-1]), initial=0)
    return Bag(
        bags[0].language,
        list(chain.from_iterable(bag.words for bag in bags)),
        np.concatenate([bag.concepts for bag in bags]),
        np.concatenate([before + bag.positions for before, bag in zip(words_before, bags, strict=True)]),
    )


def _mean(scores: Floats, n_words: Sequence[int]) -> Floats:
    return np.asarray(np.average(scores, axis=0, weights=np.maximum(n_words, 1)))


def _n_sections(bags: Sequence[Bag]) -> int:
    return max(1, round(sum(len(bag.words) for bag in bags) / SECTION_WORDS))


def _cut(passages: Sequence[Bag]) -> Iterator[Bag]:
    """Sections of nearly the same number of words."""
    ends = np.cumsum([len(bag.words) for bag in passages])
    n_sections = _n_sections(passages)
    edges = np.searchsorted(ends, ends[-1] * np.arange(1, n_sections) / n_sections) + 1
    for start, end in zip([0, *edges], [*edges, len(passages)], strict=True):
        if start < end:
            yield concatenate(passages[start:end])
