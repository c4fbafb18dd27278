import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError

from corpora.corpus import Corpus
from models.analysis import Analyser
from models.bag import Bag
from models.classifier import Network, expit, scale_profiles
from models.profile import Profiler
from training.arrays import analyse_examples, gold_array
from training.estimator import PolicyEstimator, to_network
from training.fit import TrainingConfig, new_estimator


@pytest.fixture(scope="module")
def analyser(corpus: Corpus) -> Analyser:
    return Analyser(corpus.lexicon)


@pytest.fixture(scope="module")
def bags(corpus: Corpus, analyser: Analyser) -> list[Bag]:
    return [analysis.whole for analysis in analyse_examples(analyser, corpus.examples)]


@pytest.fixture(scope="module")
def gold(corpus: Corpus) -> np.ndarray:
    return gold_array(corpus.examples, corpus.taxonomy.ids)


@pytest.fixture(scope="module")
def new(corpus: Corpus) -> PolicyEstimator:
    return new_estimator(corpus, TrainingConfig(hidden=8, n_networks=2, epochs=40))


@pytest.fixture(scope="module")
def fitted(new: PolicyEstimator, bags: list[Bag], gold: np.ndarray) -> PolicyEstimator:
    return clone(new).fit(bags, gold)


def test_it_learns_what_it_is_shown(fitted: PolicyEstimator, bags: list[Bag], gold: np.ndarray) -> None:
    assert (fitted.predict(bags) == gold).mean() > 0.95


def test_unfitted_says_so(new: PolicyEstimator, bags: list[Bag]) -> None:
    with pytest.raises(NotFittedError):
        new.predict(bags)


def test_a_clone_has_the_settings_and_nothing_learnt(fitted: PolicyEstimator) -> None:
    copy = clone(fitted)
    assert [name for name in vars(copy) if name.endswith("_")] == []
    for name in ("linear_share", "C", "min_df", "hidden", "alpha", "n_networks", "epochs", "random_state"):
        assert copy.get_params()[name] == fitted.get_params()[name]


def test_the_same_seed_gives_the_same_scores(fitted: PolicyEstimator, bags: list[Bag], gold: np.ndarray) -> None:
    again = clone(fitted).fit(bags, gold).decision_function(bags)
    np.testing.assert_array_equal(again, fitted.decision_function(bags))
    other = clone(fitted).set_params(random_state=7).fit(bags, gold).decision_function(bags)
    assert not np.allclose(other, again)


@pytest.mark.parametrize("linear_share", [0.0, 1.0])
def test_both_halves_heed_weights(fitted: PolicyEstimator, bags: list[Bag], gold: np.ndarray, linear_share: float):
    """An example that contradicts the others wins once it weighs enough."""
    other = gold.copy()
    other[0] = [False, False, True, False]
    share = clone(fitted).set_params(linear_share=linear_share)
    scores = []
    for weight in (0.01, 1, 100):
        weights = np.ones(len(bags))
        weights[0] = weight
        scores.append(clone(share).fit(bags, other, weights).decision_function(bags[:1])[0, 2])
    assert scores == sorted(scores)
    assert scores[2] - scores[0] > 0.5


def test_the_forward_pass_by_hand_is_scikit_learns(fitted: PolicyEstimator, bags: list[Bag], gold: np.ndarray) -> None:
    profiles = Profiler(fitted.concept_weights, {}).profile(bags)
    rows = scale_profiles(profiles, profiles.mean(axis=0), profiles.std(axis=0) + 1e-9)
    with pytest.warns(ConvergenceWarning):
        networks = [fitted._new_network(seed).set_params(max_iter=5).fit(rows, gold) for seed in (0, 1)]
    probabilities = [network.predict_proba(rows) for network in networks]
    by_hand = [to_network(network) for network in networks]
    for ours, expected in zip(by_hand, probabilities, strict=True):
        np.testing.assert_allclose(expit(ours.log_odds(rows)), expected, atol=1e-12)
    mean = np.mean([network.log_odds(rows) for network in by_hand], axis=0)
    np.testing.assert_allclose(Network.mean_of(by_hand).log_odds(rows), mean, atol=1e-9)
