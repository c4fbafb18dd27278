"""A lexicon and word vectors → word tables: words that the lexicon lacks take weight from concepts near in meaning.

After the seed expansion of sentiment lexicons (Hamilton et al. 2016, "Inducing domain-specific sentiment lexicons from
unlabeled corpora"), with the weighted mean of the nearest terms in place of a random walk.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from corpora.lexicon import Concept
from corpora.vectors import WordVectors
from models.pipeline import fold
from models.profile import WordTable

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

LEAST_RARITY = 3.0
RARITY_UNIT = 6.0
LEAST_COSINE = 0.55
NEAREST_TERMS = 12
DOUBT = 0.5
BLOCK = 4000


def induce_table(lexicon: Sequence[Concept], concept_weights: Floats, language: str, vectors: WordVectors) -> WordTable:
    """Give each word the mean weight of the terms nearest to it, times its rarity.

    A term counts by how far its cosine to the word is above `LEAST_COSINE`; `DOUBT` draws the mean towards 0, the more
    so the weaker the evidence. Words that stand in more than about one of twenty paragraphs are left out.
    """
    known = {word: row for row, word in enumerate(vectors.words) if vectors.rarity[row] > LEAST_RARITY}
    terms = list(_term_vectors(lexicon, concept_weights, language, vectors, known))
    rows = np.fromiter(known.values(), dtype=np.int64, count=len(known))
    if not terms or not len(rows):
        return WordTable({}, np.zeros((1, concept_weights.shape[1])))
    meanings, weights = (np.array(column, dtype=np.float32) for column in zip(*terms, strict=True))
    means = np.concatenate(
        [_nearest_mean(vectors.vectors[rows[i : i + BLOCK]], meanings, weights) for i in range(0, len(rows), BLOCK)]
    )
    table = means * (vectors.rarity[rows] / RARITY_UNIT)[:, np.newaxis]
    kept = np.flatnonzero(np.abs(table).max(axis=1) > 0)
    words = list(known)
    return WordTable({words[i]: row for row, i in enumerate(kept)}, np.asarray(table[kept], dtype=float))


def _term_vectors(
    lexicon: Sequence[Concept], concept_weights: Floats, language: str, vectors: WordVectors, known: dict[str, int]
) -> Iterator[tuple[Singles, Floats]]:
    """The meaning of every term, as the mean of its rarer words' vectors, with the weights of its concept."""
    for concept, weights in zip(lexicon, concept_weights, strict=True):
        for term in concept.terms[language]:
            rows = [known[word] for word in fold(term).replace("-", " ").split() if word in known]
            if rows:
                meaning = vectors.rarity[rows] @ vectors.vectors[rows]
                yield meaning / np.linalg.norm(meaning), weights


def _nearest_mean(words: Singles, terms: Singles, weights: Singles) -> Singles:
    """Few terms are near a word: what is not is left out before anything is sorted."""
    cosines = words @ terms.T
    at, term = np.nonzero(cosines > LEAST_COSINE)
    closeness = (cosines[at, term] - LEAST_COSINE) / (1 - LEAST_COSINE)
    kept = closeness >= _least_kept(at, closeness, len(words))[at]
    near = csr_array((closeness[kept], (at[kept], term[kept])), shape=cosines.shape)
    return np.asarray(near @ weights / (near.sum(axis=1)[:, np.newaxis] + DOUBT))


def _least_kept(at: NDArray[np.int64], closeness: Singles, n_words: int) -> Singles:
    """The closeness of each word's last term among the nearest, 0 where it has no more than those; at is rising."""
    falling = closeness[np.lexsort((-closeness, at))]
    counts = np.bincount(at, minlength=n_words)
    many = np.flatnonzero(counts > NEAREST_TERMS)
    least = np.zeros(n_words, dtype=closeness.dtype)
    least[many] = falling[(np.cumsum(counts) - counts)[many] + NEAREST_TERMS - 1]
    return least
