import pytest

from corpora.corpus import Corpus
from training.fit import TrainingConfig
from training.learning import learning_curve, share_of


def test_a_larger_share_holds_the_smaller_and_keeps_groups_together(corpus: Corpus) -> None:
    shares = [share_of(corpus.examples, lambda example: example.group, share, 0) for share in (0.25, 0.5, 1.0)]
    ids = [{example.id for example in part} for part in shares]
    assert ids[0] < ids[1] < ids[2]
    assert shares[-1] == corpus.examples
    assert all(example.twin in part for part in ids for example in corpus.examples if example.id in part)


def test_another_seed_draws_another_share() -> None:
    items = [str(number) for number in range(50)]
    assert share_of(items, str, 0.5, 0) == share_of(items, str, 0.5, 0) != share_of(items, str, 0.5, 1)


def test_the_curve_passes_over_shares_too_small_to_learn_from(corpus: Corpus) -> None:
    stages: list[str] = []
    config = TrainingConfig(n_networks=1, epochs=5)
    points = learning_curve(corpus, corpus.examples[:6], config, stages.append)
    assert [point.share for point in points if point.part == "concepts"][-1] == 1.0
    examples = [point for point in points if point.part == "examples"]
    assert [point.n for point in examples] == sorted(point.n for point in examples)
    assert examples[-1].n == len(corpus.examples)
    assert examples[0].share > 0.1
    assert points[-1].macro_f1 == examples[-1].macro_f1
    assert points[-1].n == len(corpus.lexicon)
    assert len(stages) == len(points) - 1
    assert points[-1].average_precision == pytest.approx(examples[-1].average_precision)
