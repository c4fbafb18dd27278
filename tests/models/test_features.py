import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from corpora.corpus import Corpus
from models.analysis import Analyser
from models.bag import Bag
from models.features import BagFeatures, lexicon_scores
from training.arrays import analyse_examples, weight_array

UNSEEN = Bag("es", ["nunca", "visto", "nunca", "policia"], np.array([1, 1, 4]), np.array([0, 1, 3]))
EMPTY = Bag("en", [], np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


@pytest.fixture(scope="module")
def bags(tiny: Corpus, analyser: Analyser) -> list[Bag]:
    return [analysis.whole for analysis in analyse_examples(analyser, tiny.examples)]


@pytest.fixture(scope="module")
def concept_weights(tiny: Corpus) -> np.ndarray:
    return weight_array(tiny.lexicon, len(tiny.taxonomy.ids))


@pytest.fixture(scope="module", params=[1, 2, 5])
def min_df(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture(scope="module")
def features(min_df: int, bags: list[Bag], concept_weights: np.ndarray) -> BagFeatures:
    return BagFeatures.fit(bags, concept_weights, min_df)


def counts(bags: list[Bag], n_concepts: int) -> csr_matrix:
    return csr_matrix(np.array([np.bincount(bag.concepts, minlength=n_concepts) for bag in bags]))


def test_rows_are_those_of_scikit_learn(
    features: BagFeatures, bags: list[Bag], concept_weights: np.ndarray, min_df: int
) -> None:
    asked = [*bags, UNSEEN, EMPTY]
    words = TfidfVectorizer(analyzer=lambda bag: bag.words, min_df=min_df, sublinear_tf=True).fit(bags)
    concepts = TfidfTransformer(sublinear_tf=True).fit(counts(bags, len(concept_weights)))
    expected = [
        words.transform(asked).toarray(),
        concepts.transform(counts(asked, len(concept_weights))).toarray(),
        lexicon_scores(asked, concept_weights),
    ]
    np.testing.assert_allclose(features.transform(asked).toarray(), np.hstack(expected), atol=1e-9)


def test_one_row_is_that_row_of_the_batch(features: BagFeatures, bags: list[Bag]) -> None:
    asked = [*bags, UNSEEN, EMPTY]
    for bag, expected in zip(asked, features.transform(asked).toarray(), strict=True):
        columns, values = features.row(bag)
        assert len(set(columns.tolist())) == len(columns)
        np.testing.assert_allclose(values, expected[columns], atol=1e-12)
        np.testing.assert_allclose(np.linalg.norm(values), np.linalg.norm(expected), atol=1e-12)


def test_no_bags_are_no_rows_of_the_same_width(features: BagFeatures, bags: list[Bag]) -> None:
    assert features.transform([]).shape == (0, features.transform(bags).shape[1])


def test_sums_are_those_of_a_linear_model_over_the_rows(features: BagFeatures, bags: list[Bag]) -> None:
    asked = [*bags, UNSEEN, EMPTY]
    rows = features.transform(asked)
    coef = np.random.default_rng(0).normal(size=(rows.shape[1], 4))
    np.testing.assert_allclose(features.sums(asked, coef), rows @ coef, atol=1e-9)


def test_term_weights_sum_to_what_a_linear_model_sums(features: BagFeatures, bags: list[Bag]) -> None:
    rows = features.transform([*bags, UNSEEN])
    coef = np.random.default_rng(0).normal(size=(rows.shape[1], 4))
    for bag, row in zip([*bags, UNSEEN], rows, strict=True):
        known, weights = features.term_weights(bag, coef)
        assert len(weights) == len(bag.concept_counts[0]) + len(known)
        assert set(known.tolist()) <= set(range(len(bag.distinct_words)))
        np.testing.assert_allclose(weights.sum(axis=0), (row @ coef)[0], atol=1e-9)


def test_a_word_counts_once_it_stands_in_enough_documents(features: BagFeatures, bags: list[Bag], min_df: int) -> None:
    found = {word: sum(word in bag.words for bag in bags) for bag in bags for word in bag.words}
    assert set(features.word_rows) == {word for word, n in found.items() if n >= min_df}


def test_lexicon_scores_of_nothing_are_zero(concept_weights: np.ndarray) -> None:
    assert not lexicon_scores([EMPTY], concept_weights).any()
