from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from corpora.corpus import Corpus
from corpora.document import Document
from models.registry import Registry
from models.tagger import Tagger
from service.drift import read_reference
from training.arrays import analyse_examples
from training.reference import reference_figures


@pytest.fixture
def tagger(home: Path) -> Tagger:
    return Tagger.load(Registry(home / "models"))


def test_the_reference_is_what_would_be_served_of_the_corpus(tagger: Tagger, corpus: Corpus) -> None:
    bags = [analysis.whole for analysis in analyse_examples(tagger.analyser, corpus.examples)]
    classifier = tagger.model.classifier
    figures = reference_figures(tagger.model, bags, classifier.calibrate(classifier.decision_function(bags)))
    records = tagger.tag([Document(one.id, one.text, language=one.language) for one in corpus.examples])
    assert figures.n_documents == figures.n_judged == len(corpus.examples)
    outcomes = {name: share * len(records) for name, share in figures.outcomes.items()}
    assert outcomes == pytest.approx(
        {name: sum(record.outcome == name for record in records) for name in outcomes}, abs=0.01
    )
    assert figures.languages == {"en": 0.5, "es": 0.5}
    assert figures.mean_confidence == pytest.approx(np.mean([record.confidence for record in records]), abs=0.001)
    unknown, words = (sum(getattr(record, name) for record in records) for name in ("n_unknown_words", "n_words"))
    assert figures.unknown_word_rate == pytest.approx(unknown / words, abs=0.0001)


def test_a_manifest_gives_it_back(tagger: Tagger, corpus: Corpus) -> None:
    bags = [analysis.whole for analysis in analyse_examples(tagger.analyser, corpus.examples)]
    figures = reference_figures(tagger.model, bags, np.zeros((len(bags), len(corpus.taxonomy.ids))))
    manifest = replace(tagger.manifest, metrics={"reference": asdict(figures)})
    assert read_reference(manifest) == figures
