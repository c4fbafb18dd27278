import numpy as np
import pytest

from corpora.corpus import Corpus
from models.analysis import Analyser
from training.arrays import analyse_examples, gold_array, weight_array
from training.baselines import bare_lexicon, keyword_counts, most_frequent
from training.scaling import Scaled


def test_most_frequent_gives_one_label_to_all(corpus: Corpus) -> None:
    given = most_frequent(corpus.examples, 3, corpus.taxonomy.ids)
    counts = gold_array(corpus.examples, corpus.taxonomy.ids).sum(axis=0)
    assert given.shape == (3, len(counts))
    assert (given[:, counts.argmax()]).all()
    assert given.sum() == 3


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_labels_own_description_holds_its_keywords(corpus: Corpus, language: str) -> None:
    texts = [label.description[language] for label in corpus.taxonomy.labels]
    analyses = list(Analyser(corpus.lexicon).analyse(texts, language))
    counts = keyword_counts(analyses, corpus.taxonomy, [language] * len(texts))
    assert (counts.argmax(axis=1) == np.arange(len(texts))).all()


def test_the_bare_lexicon_is_a_model_with_thresholds_of_its_own(corpus: Corpus) -> None:
    gold = gold_array(corpus.examples, corpus.taxonomy.ids)
    bags = [analysis.whole for analysis in analyse_examples(Analyser(corpus.lexicon), corpus.examples)]
    scores = bare_lexicon(bags, weight_array(corpus.lexicon, gold.shape[1]))
    scaled = Scaled.fit(scores, gold)
    probabilities = scaled.probabilities(scores)
    assert scores.shape == probabilities.shape == gold.shape
    assert ((probabilities > 0) & (probabilities < 1)).all()
    assert ((scaled.thresholds > 0) & (scaled.thresholds < 1)).all()


def test_scaling_keeps_the_order_of_the_scores() -> None:
    random = np.random.default_rng(0)
    gold = random.random((60, 2)) < 0.4
    scores = gold + random.normal(size=gold.shape)
    probabilities = Scaled.fit(scores, gold).probabilities(scores)
    for column in range(2):
        assert (np.argsort(scores[:, column]) == np.argsort(probabilities[:, column])).all()
