import numpy as np
import pytest

from corpora.lexicon import Concept
from corpora.taxonomy import LANGUAGES
from corpora.vectors import WordVectors
from models.profile import WordTable
from training.arrays import weight_array
from training.induction import LEAST_COSINE, NEAREST_TERMS, RARITY_UNIT, induce_table

# Two directions of meaning: arrests (label 0) and schools (label 1, and against label 0).
LEXICON = (
    Concept("arrest", "measure", (3, 0), 2, {"en": ("arrest",), "es": ("detención", "captura")}),
    Concept("school", "setting", (-1, 2), 1, {"en": ("school class",), "es": ("escuela",)}),
)
DIRECTIONS = {
    "en": {"arrest": (1, 0, 0), "detain": (1, 0.1, 0), "school": (0, 1, 0), "class": (0, 1, 0.1),
           "pupil": (0, 1, -0.1), "cloud": (0, 0, 1)},
    "es": {"detencion": (1, 0, 0), "captura": (1, 0, 0.1), "aprehender": (1, 0.1, 0), "escuela": (0, 1, 0),
           "alumno": (0, 1, -0.1), "nube": (0, 0, 1)},
}  # fmt: skip
NEAR_ARREST = {"en": "detain", "es": "aprehender"}
NEAR_SCHOOL = {"en": "pupil", "es": "alumno"}
FAR = {"en": "cloud", "es": "nube"}


def vectors_of(words: dict[str, tuple[float, ...]], rarity: float = RARITY_UNIT) -> WordVectors:
    """Word vectors of unit length from directions by word."""
    rows = np.array(list(words.values()), dtype=np.float32)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return WordVectors(tuple(words), unit, np.full(len(words), rarity, dtype=np.float32))


def induce(language: str, rarity: float = RARITY_UNIT) -> WordTable:
    return induce_table(LEXICON, weight_array(LEXICON, 2), language, vectors_of(DIRECTIONS[language], rarity))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_near_the_terms_of_a_concept_take_its_signs(language: str) -> None:
    table = induce(language)
    near_arrest = table.weights[table.rows[NEAR_ARREST[language]]]
    near_school = table.weights[table.rows[NEAR_SCHOOL[language]]]
    assert np.sign(near_arrest).tolist() == [1, 0, 1]
    assert np.sign(near_school).tolist() == [-1, 1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_far_from_every_term_are_left_out(language: str) -> None:
    assert FAR[language] not in induce(language).rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rarer_word_weighs_more_and_a_common_one_nothing(language: str) -> None:
    word = NEAR_ARREST[language]
    usual, rare = induce(language), induce(language, 2 * RARITY_UNIT)
    np.testing.assert_allclose(rare.weights[rare.rows[word]], 2 * usual.weights[usual.rows[word]], rtol=1e-5)
    common = induce(language, 2.9)
    assert (common.rows, common.weights.shape) == ({}, (1, 3))


@pytest.mark.parametrize("language", LANGUAGES)
def test_weights_stay_within_those_of_the_concepts(language: str) -> None:
    table = induce(language)
    assert table.weights.dtype == float
    assert table.weights.shape == (len(table.rows), 3)
    assert np.abs(table.weights).max() < 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_lexicon_is_an_empty_table(language: str) -> None:
    table = induce_table((), np.zeros((0, 3)), language, vectors_of(DIRECTIONS[language]))
    assert (table.rows, table.weights.shape) == ({}, (1, 3))


def test_only_the_nearest_terms_count() -> None:
    """Twelve near terms for a label leave no room for farther ones against it."""
    terms = {f"near{chr(97 + n)}": (1.0, 0.01 * n, 0.0) for n in range(NEAREST_TERMS)}
    farther = {f"far{chr(97 + n)}": (1.0, 0.9, 0.0) for n in range(5)}
    lexicon = (
        Concept("for", "measure", (3,), 1, {"en": tuple(terms), "es": ()}),
        Concept("against", "measure", (-3,), 1, {"en": tuple(farther), "es": ()}),
    )
    vectors = vectors_of({**terms, **farther, "word": (1.0, 0.0, 0.0)})
    assert float(vectors.vectors[-1] @ vectors.vectors[-2]) > LEAST_COSINE
    table = induce_table(lexicon, weight_array(lexicon, 1), "en", vectors)
    alone = induce_table(lexicon[:1], weight_array(lexicon[:1], 1), "en", vectors)
    np.testing.assert_allclose(table.weights[table.rows["word"]], alone.weights[alone.rows["word"]], rtol=1e-5)
