from dataclasses import replace

import numpy as np
import pytest

from corpora.corpus import Corpus
from corpora.example import Example
from models.analysis import Analyser
from training.arrays import Analyses, analyse_examples, gold_array, weight_array


@pytest.mark.parametrize(
    ("labels", "row"), [((), [0, 0, 0]), (("b",), [0, 1, 0]), (("c", "a"), [1, 0, 1])], ids=["none", "one", "two"]
)
def test_gold_has_a_column_a_label_in_the_order_of_the_labels(labels: tuple[str, ...], row: list[int]) -> None:
    gold = gold_array([Example(id="d", text="x", language="es", labels=labels)], ["a", "b", "c"])
    assert gold.dtype == bool
    assert gold.astype(int).tolist() == [row]


def test_weights_have_a_row_a_concept_with_the_field_last(corpus: Corpus) -> None:
    weights = weight_array(corpus.lexicon, 4)
    assert weights.shape == (len(corpus.lexicon), 5)
    for concept, row in zip(corpus.lexicon, weights, strict=True):
        assert row.tolist() == [*concept.weights, concept.field_weight]


@pytest.mark.parametrize("n_labels", [1, 4])
def test_no_lexicon_has_no_rows_but_the_same_columns(n_labels: int) -> None:
    assert weight_array((), n_labels).shape == (0, n_labels + 1)


def test_analyses_come_in_the_order_of_the_examples_whatever_their_language(corpus: Corpus) -> None:
    order = np.random.default_rng(1).permutation(len(corpus.examples))
    examples = [corpus.examples[i] for i in order]
    analyses = analyse_examples(Analyser(corpus.lexicon), examples)
    assert [analysis.text for analysis in analyses] == [example.text for example in examples]
    assert [analysis.whole.language for analysis in analyses] == [example.language for example in examples]


def test_a_text_is_analysed_once_for_each_language(corpus: Corpus) -> None:
    first, other = corpus.examples[:2]
    elsewhere = Example(id="again", text=first.text, language="es" if first.language == "en" else "en")
    analyses = Analyses(Analyser(corpus.lexicon))
    (known,) = analyses.of([first])
    again, new, same, foreign = analyses.of([replace(first, id="again"), other, first, elsewhere])
    assert again is same is known
    assert [analysis.text for analysis in (new, foreign)] == [other.text, first.text]
    assert foreign.whole.language == elsewhere.language
