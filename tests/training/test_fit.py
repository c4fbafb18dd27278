from dataclasses import asdict, replace

import numpy as np
import pytest
from scipy.special import expit

from corpora.corpus import Corpus
from corpora.errors import CorpusError
from models.analysis import Analyser
from models.bag import Bag
from models.tagger import Model
from training.arrays import analyse_examples, gold_array
from training.calibration import choose_rule, fit_calibration
from training.fit import TrainingConfig, cross_scores, fit_model, new_estimator

QUICK = TrainingConfig(epochs=20, n_networks=1, hidden=8)


@pytest.fixture(scope="module")
def fitted(corpus: Corpus) -> tuple[Model, dict]:
    return fit_model(corpus, QUICK)


@pytest.fixture(scope="module")
def bags(corpus: Corpus) -> list[Bag]:
    return [analysis.whole for analysis in analyse_examples(Analyser(corpus.lexicon), corpus.examples)]


def test_training_twice_gives_the_same_model(corpus: Corpus, fitted: tuple[Model, dict], bags: list[Bag]) -> None:
    model, facts = fitted
    again, facts_again = fit_model(corpus, QUICK)
    np.testing.assert_array_equal(again.classifier.predict_proba(bags), model.classifier.predict_proba(bags))
    assert (again.rule, facts_again) == (model.rule, facts)


def test_another_seed_gives_another_model(corpus: Corpus, fitted: tuple[Model, dict], bags: list[Bag]) -> None:
    other, _ = fit_model(corpus, replace(QUICK, random_state=5))
    assert not np.allclose(other.classifier.predict_proba(bags), fitted[0].classifier.predict_proba(bags))


def test_the_model_holds_all_that_tagging_needs(corpus: Corpus, fitted: tuple[Model, dict]) -> None:
    model, _ = fitted
    assert (model.taxonomy, model.lexicon) == (corpus.taxonomy, corpus.lexicon)
    assert model.classifier.calibration.shape == (4, 2)
    assert len(model.rule.thresholds) == 4


def test_facts_for_the_manifest_say_what_was_trained_on(corpus: Corpus, fitted: tuple[Model, dict]) -> None:
    _, facts = fitted
    assert facts["corpus_digest"] == corpus.digest
    assert facts["labels"] == list(corpus.taxonomy.ids)
    assert facts["n_examples"] == len(corpus.examples) == 40
    assert facts["config"] == asdict(QUICK)
    measures = facts["metrics"]["out_of_fold"]
    assert set(measures) >= {"macro_f1", "average_precision", "quiet_on_none", "expected_calibration_error"}
    assert all(0 <= value <= 1 for value in measures.values())


def test_progress_names_the_stages_in_order(corpus: Corpus) -> None:
    stages: list[str] = []
    fit_model(corpus, QUICK, stages.append)
    assert stages == ["reading the texts", "what words mean", "cross-validation", "fit"]


def test_calibration_and_thresholds_come_from_scores_out_of_grouped_folds(
    corpus: Corpus, fitted: tuple[Model, dict], bags: list[Bag]
) -> None:
    gold, weights = gold_array(corpus.examples, corpus.taxonomy.ids), np.ones(len(bags))
    scores = cross_scores(new_estimator(corpus, QUICK), bags, gold, weights, corpus.examples)
    calibration = fit_calibration(scores, gold)
    np.testing.assert_allclose(fitted[0].classifier.calibration, calibration)
    probabilities = expit(scores * calibration[:, 0] + calibration[:, 1])
    assert fitted[0].rule == choose_rule(probabilities, gold, QUICK.band)


@pytest.mark.parametrize("group", ["en-00", "en-08", "en-16"])
def test_a_score_out_of_fold_knows_nothing_of_the_labels_of_its_group(
    corpus: Corpus, bags: list[Bag], group: str
) -> None:
    gold, weights = gold_array(corpus.examples, corpus.taxonomy.ids), np.ones(len(bags))
    members = [i for i, example in enumerate(corpus.examples) if example.group == group]
    other = gold.copy()
    other[members] = ~other[members]
    before, after = (
        cross_scores(new_estimator(corpus, QUICK), bags, each, weights, corpus.examples) for each in (gold, other)
    )
    np.testing.assert_array_equal(before[members], after[members])
    assert len(members) == 2
    assert not np.array_equal(before, after)


@pytest.mark.parametrize(
    ("label", "writers"), [("prevention", 0), ("prevention", 1), (None, 0)], ids=["missing", "of one writer", "on all"]
)
def test_a_label_that_cannot_be_learnt_is_named(corpus: Corpus, label: str | None, writers: int) -> None:
    examples = corpus.examples if label is None or writers else [e for e in corpus.examples if label not in e.labels]
    if writers:
        examples = [
            replace(e, writer=f"{label in e.labels}{i % 2 * (label not in e.labels)}", twin="")
            for i, e in enumerate(examples)
        ]
    if label is None:
        examples = [replace(e, labels=("prevention",)) for e in examples]
    with pytest.raises(CorpusError, match=r"too few examples to learn .*prevention"):
        fit_model(replace(corpus, examples=tuple(examples)), QUICK)


def test_an_example_that_weighs_more_moves_the_model(corpus: Corpus, bags: list[Bag]) -> None:
    heavy = replace(corpus, examples=(replace(corpus.examples[0], weight=50.0), *corpus.examples[1:]))
    even, uneven = (fit_model(corpus, QUICK)[0].classifier.decision_function(bags[:1])[0] for corpus in (corpus, heavy))
    assert uneven[0] > even[0]
