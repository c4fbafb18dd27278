from dataclasses import replace

import numpy as np
import pytest

from corpora.corpus import Corpus
from corpora.taxonomy import LANGUAGES
from models.analysis import Analyser
from models.bag import Bag
from models.classifier import CLIP_DEVIATIONS, Network, PolicyClassifier, scale_profiles
from models.profile import WordTable
from training.arrays import analyse_examples, gold_array
from training.fit import TrainingConfig, new_estimator

WORDS = {"en": ("cocaine", "school", "cannabis", "states"), "es": ("cocaina", "escuelas", "cannabis", "estados")}
TABLES = {
    language: WordTable({word: row for row, word in enumerate(words)}, np.eye(4, 5) + 0.1)
    for language, words in WORDS.items()
}


@pytest.fixture(scope="module")
def bags(tiny: Corpus, analyser: Analyser) -> list[Bag]:
    return [analysis.whole for analysis in analyse_examples(analyser, tiny.examples)]


@pytest.fixture(scope="module")
def gold(tiny: Corpus) -> np.ndarray:
    return gold_array(tiny.examples, tiny.taxonomy.ids)


@pytest.fixture(scope="module")
def fitted(tiny: Corpus, bags: list[Bag], gold: np.ndarray) -> PolicyClassifier:
    estimator = new_estimator(tiny, TrainingConfig(hidden=8, n_networks=2, epochs=40))
    return estimator.set_params(word_tables=TABLES).fit(bags, gold).classifier_


@pytest.mark.parametrize("n_bags", [0, 1, 7])
def test_a_batch_gives_a_row_for_each_bag(fitted: PolicyClassifier, bags: list[Bag], n_bags: int) -> None:
    for method in (fitted.decision_function, fitted.predict_proba, fitted.predict):
        assert method(bags[:n_bags]).shape == (n_bags, 4)


def test_probabilities_lie_between_nought_and_one(fitted: PolicyClassifier, bags: list[Bag]) -> None:
    probabilities = fitted.predict_proba(bags)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    np.testing.assert_array_equal(fitted.predict(bags), probabilities >= 0.5)


def test_a_batch_equals_one_by_one(fitted: PolicyClassifier, bags: list[Bag]) -> None:
    one_by_one = np.concatenate([fitted.decision_function([bag]) for bag in bags])
    np.testing.assert_allclose(fitted.decision_function(bags), one_by_one, atol=1e-9)


def test_calibrationis_the_identity_until_it_is_set(fitted: PolicyClassifier, bags: list[Bag]) -> None:
    scores = fitted.decision_function(bags)
    np.testing.assert_allclose(fitted.predict_proba(bags), 1 / (1 + np.exp(-scores)))
    try:
        fitted.calibration = np.array([[2.0, -1.0]] * 4)
        np.testing.assert_allclose(fitted.predict_proba(bags), 1 / (1 + np.exp(-(2 * scores - 1))))
    finally:
        fitted.calibration = np.tile([1.0, 0.0], (4, 1))


def without(bag: Bag, term: int | str) -> Bag:
    """The bag with a term taken out: a concept's mentions, or a word replaced by one that nobody knows."""
    if isinstance(term, int):
        kept = bag.concepts != term
        return Bag(bag.language, bag.words, bag.concepts[kept], bag.positions[kept])
    return Bag(bag.language, ["xyzzy" if word == term else word for word in bag.words], bag.concepts, bag.positions)


def terms_of(bag: Bag) -> list[int | str]:
    """The concepts and words of a bag, in the order of `term_weights`."""
    return [*bag.concept_counts[0].tolist(), *bag.distinct_words]


def effects(classifier: PolicyClassifier, bags: list[Bag]) -> tuple[np.ndarray, np.ndarray]:
    """Weights that terms are said to have and how far log-odds fall without them, each of shape (n_terms, n_labels)."""
    said, true = [], []
    for bag in bags:
        for term, weights in zip(terms_of(bag), classifier.term_weights(bag), strict=True):
            said.append(weights)
            true.append(np.subtract(*classifier.decision_function([bag, without(bag, term)])))
    return np.array(said), np.array(true)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_terms_weight_is_about_what_the_score_loses_without_it(
    fitted: PolicyClassifier, bags: list[Bag], language: str
) -> None:
    said, true = effects(fitted, [bag for bag in bags if bag.language == language])
    heavy = np.abs(said) > 0.5
    assert heavy.sum() > 40  # enough of them for the two figures below
    assert (np.sign(said) == np.sign(true))[heavy].mean() > 0.97
    assert np.corrcoef(said[heavy], true[heavy])[0, 1] > 0.9


def test_every_term_of_the_bag_is_weighed(fitted: PolicyClassifier, bags: list[Bag]) -> None:
    for bag in bags:
        assert fitted.term_weights(bag).shape == (len(terms_of(bag)), 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_word_weighs_nothing(fitted: PolicyClassifier, language: str) -> None:
    weights = fitted.term_weights(Bag(language, ["xyzzy"] * 9, *np.empty((2, 0), dtype=np.int64)))
    np.testing.assert_array_equal(weights, np.zeros((1, 4)))


def network(seed: int) -> Network:
    """A network of 3 columns, 5 units and 2 labels."""
    random = np.random.default_rng(seed)
    return Network(*(random.normal(size=size) for size in ((3, 5), 5, (5, 2), 2)))


def test_networks_side_by_side_say_the_mean_of_what_each_says() -> None:
    rows = np.random.default_rng(9).normal(size=(6, 3))
    networks = [network(seed) for seed in range(3)]
    expected = np.mean([each.log_odds(rows) for each in networks], axis=0)
    np.testing.assert_allclose(Network.mean_of(networks).log_odds(rows), expected)


def test_the_gradient_is_how_log_odds_change() -> None:
    row, step = np.random.default_rng(9).normal(size=3), 1e-6
    for each in (network(0), network(1)):
        change = [
            (each.log_odds(row + step * side) - each.log_odds(row - step * side)) / (2 * step) for side in np.eye(3)
        ]
        np.testing.assert_allclose(each.gradient(row), change, atol=1e-6)


def test_profiles_are_deviations_and_none_is_far() -> None:
    profiles = np.array([[3.0, -100.0, 100.0], [2.0, 0.0, 6.0]])
    scaled = scale_profiles(profiles, np.array([2.0, 0.0, 4.0]), np.array([2.0, 1.0, 0.5]))
    assert scaled.tolist() == [[0.5, -CLIP_DEVIATIONS, CLIP_DEVIATIONS], [0.0, 0.0, 4.0]]


def test_log_odds_are_mixed_by_the_linear_models_share(fitted: PolicyClassifier, bags: list[Bag]) -> None:
    linear, network = (replace(fitted, linear_share=share).decision_function(bags) for share in (1.0, 0.0))
    expected = fitted.features.transform(bags) @ fitted.coef + fitted.intercept
    np.testing.assert_allclose(linear, expected, atol=1e-9)
    profiles = scale_profiles(fitted.profiler.profile(bags), fitted.mean, fitted.scale)
    np.testing.assert_allclose(network, fitted.network.log_odds(profiles))
    mixed = replace(fitted, linear_share=0.25).decision_function(bags)
    np.testing.assert_allclose(mixed, 0.25 * linear + 0.75 * network)


def test_term_weights_are_mixed_alike(fitted: PolicyClassifier, bags: list[Bag]) -> None:
    for bag in bags[:6]:
        linear, network = (replace(fitted, linear_share=share).term_weights(bag) for share in (1.0, 0.0))
        without_intercept = replace(fitted, linear_share=1.0).decision_function([bag])[0] - fitted.intercept
        np.testing.assert_allclose(linear.sum(axis=0), without_intercept, atol=1e-9)
        mixed = replace(fitted, linear_share=0.25).term_weights(bag)
        np.testing.assert_allclose(mixed, 0.25 * linear + 0.75 * network)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_networks_part_of_a_weight_is_its_slope_times_what_the_term_adds(
    fitted: PolicyClassifier, bags: list[Bag], language: str
) -> None:
    bag = next(bag for bag in bags if bag.language == language)
    profile = scale_profiles(fitted.profiler.profile([bag]), fitted.mean, fitted.scale)[0]
    known, parts = fitted.profiler.parts(bag)
    expected = parts @ (fitted.network.gradient(profile) / fitted.scale[:, np.newaxis])
    n_concepts = len(bag.concept_counts[0])
    weights = replace(fitted, linear_share=0.0).term_weights(bag)
    np.testing.assert_allclose(weights[:n_concepts], expected[:n_concepts])
    np.testing.assert_allclose(weights[n_concepts + known], expected[n_concepts:])
