"""Documents → their log-odds: short ones judged as a whole and by their leads, long ones by their sections too.

A lead tells what a text is about; what is only mentioned stands further down. So a label that is in doubt asks it. See
docs/decisions/leads.md.

A long document treats several matters in turn, and one that fills a chapter can drown in the whole. So it is cut into
sections, at most about as long as the texts that the classifier learnt from, and a label is also judged by the section
that only a tenth of the others better. The rule was chosen by measurement: see docs/decisions/long-documents.md.
"""

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from models.analysis import Analysis
from models.bag import Bag, concatenate
from models.classifier import PolicyClassifier
from models.tokens import PASSAGE_WORDS

Floats = NDArray[np.float64]

LEAST_SECTIONS = 10
MOST_SECTION_WORDS = 300
LONG_WORDS = LEAST_SECTIONS * PASSAGE_WORDS
WHOLE_SHARE = 1 / 3
FREE_DISTANCE = 3.0
LEAD_WORDS = 150
FULL_LEAD_WORDS = 300
LEAD_SHARE = 0.5
DOUBT = 1.5


def document_log_odds(classifier: PolicyClassifier, analyses: Sequence[Analysis]) -> Floats:
    """Calibrated log-odds of documents, shape (n_documents, n_labels).

    Those of a document as a whole; from `LONG_WORDS` words on a third of them and two thirds of what its sections say.
    """
    wholes = [bag for analysis in analyses for bag in analysis.wholes]
    sections = [sections_of(analysis) for analysis in analyses]
    of_wholes, rows = ask_leads(classifier, wholes, list(chain.from_iterable(sections)))
    scores = _mean_by_words(analyses, of_wholes)
    ends = np.cumsum([len(each) for each in sections], dtype=np.int64)
    for score, part in zip(scores, np.split(rows, ends[:-1]), strict=False):
        if len(part):
            score[:] = WHOLE_SHARE * score + (1 - WHOLE_SHARE) * prominent_log_odds(part)
    return scores


def sections_of(analysis: Analysis) -> list[Bag]:
    """The content in some ten sections of nearly equal length, or more, each of one language; none of a short document.

    A language of less than half a section has none: a quotation speaks in its whole only.
    """
    n_words = sum(len(whole.words) for whole in analysis.wholes)
    if n_words < LONG_WORDS:
        return []
    section_words = min(n_words / LEAST_SECTIONS, MOST_SECTION_WORDS)
    passages = [passage.bag for passage in analysis.passages if passage.is_content]
    long = [whole.language for whole in analysis.wholes if len(whole.words) >= section_words / 2]
    by_language = ([bag for bag in passages if bag.language == language] for language in long)
    return [section for bags in by_language for section in _join_evenly(bags, section_words)]


def prominent_log_odds(scores: Floats) -> Floats:
    """For each label, the log-odds that a tenth of the sections reach, in the order of the labels.

    In a section a label loses what it stands more than `FREE_DISTANCE` below the highest one: where another matter is
    treated, what is said in passing does not count. scores has shape (n_sections, n_labels).
    """
    distances = scores.max(axis=1, keepdims=True) - scores
    rows = scores - np.maximum(distances - FREE_DISTANCE, 0)
    n_reaching = max(1, round(len(rows) / LEAST_SECTIONS))
    return np.asarray(np.sort(rows, axis=0)[-n_reaching])


def ask_leads(classifier: PolicyClassifier, bags: Sequence[Bag], others: Sequence[Bag] = ()) -> tuple[Floats, Floats]:
    """Log-odds of texts, shape (n_bags, n_labels), and of others, which ask no lead; all are scored at once.

    A label within `DOUBT` of even odds is judged by the lead too.

    The share of the lead rises from nothing in a text of `LEAD_WORDS` words to `LEAD_SHARE` in one of
    `FULL_LEAD_WORDS`. Texts of `LONG_WORDS` words ask their sections instead.
    """
    lengths = np.array([len(bag.words) for bag in bags], dtype=np.int64)
    asking = np.flatnonzero((lengths > LEAD_WORDS) & (lengths < LONG_WORDS))
    leads = [bags[place].lead(LEAD_WORDS) for place in asking.tolist()]
    ends = np.cumsum([len(bags), len(leads)])
    scores, of_leads, of_others = np.split(_log_odds(classifier, [*bags, *leads, *others]), ends)
    shares = LEAD_SHARE * np.minimum((lengths[asking] - LEAD_WORDS) / (FULL_LEAD_WORDS - LEAD_WORDS), 1)
    is_doubtful = np.abs(scores[asking]) < DOUBT
    scores[asking] += shares[:, np.newaxis] * is_doubtful * (of_leads - scores[asking])
    return scores, of_others


def _mean_by_words(analyses: Sequence[Analysis], scores: Floats) -> Floats:
    """Scores of documents from those of their wholes, one a language, each with its share of the words."""
    shares = np.array([share for analysis in analyses for share in analysis.shares])
    starts = np.cumsum([0, *(len(analysis.wholes) for analysis in analyses)])[:-1]
    return np.asarray(np.add.reduceat(shares[:, np.newaxis] * scores, starts))


def _log_odds(classifier: PolicyClassifier, bags: Sequence[Bag]) -> Floats:
    return classifier.calibrate(classifier.decision_function(bags))


def _join_evenly(passages: Sequence[Bag], section_words: float) -> list[Bag]:
    """Successive passages joined into sections; each ends with the passage that completes its share of the words.

    An end that is shorter than half a section joins the last one.
    """
    ends = np.cumsum([len(bag.words) for bag in passages])
    n_sections = max(1, round(ends[-1] / section_words))
    cuts = np.searchsorted(ends, ends[-1] * np.arange(1, n_sections) / n_sections) + 1
    cuts = cuts[ends[-1] - ends[cuts - 1] >= section_words / 2]
    edges = pairwise([0, *cuts.tolist(), len(passages)])
    return [concatenate(passages[start:end]) for start, end in edges if start < end]
