"""Train a corpus folder into a stored version, measure a stored version: what the command line and jobs call."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from corpora.corpus import read_corpus
from corpora.example import read_examples
from models.registry import Manifest, Registry
from training.evaluate import evaluate
from training.fit import Progress, TrainingConfig, fit_model
from training.learning import learning_curve
from training.report import Report, Source


def train_version(
    corpus_folder: Path,
    registry: Registry,
    config: TrainingConfig | None = None,
    progress: Progress = lambda stage: None,
) -> Manifest:
    """Train on a corpus folder, store the version and make it current.

    Raises:
        CorpusError: the corpus cannot be used.
    """
    corpus = read_corpus(corpus_folder)
    model, facts = fit_model(corpus, config or TrainingConfig(), progress)
    progress("storing the version")
    manifest = registry.save(model, created=datetime.now(UTC).isoformat(timespec="seconds"), **facts)
    registry.make_current(manifest.version)
    return manifest


def evaluate_version(
    file: Path,
    registry: Registry,
    corpus_folder: Path,
    *,
    version: str | None = None,
    with_learning_curve: bool = False,
    progress: Progress = lambda stage: None,
) -> Report:
    """Measure a version, by default the current one, on a file of labelled documents.

    Raises:
        CorpusError: the corpus or the file cannot be used, or the corpus has other labels than the model.
        ModelError: the version is not there or not what its manifest says.
    """
    model, manifest = registry.load(version or registry.current())
    examples = tuple(read_examples(file, model.taxonomy.ids))
    progress("reading the corpus")
    corpus = read_corpus(corpus_folder)
    if corpus.digest != manifest.corpus_digest:
        progress("note: this is not the corpus that the version was trained on; the baselines learn from this one")
    progress(f"measuring on {len(examples)} documents")
    evaluation = evaluate(model, examples, corpus)
    points = learning_curve(corpus, examples, TrainingConfig(), progress) if with_learning_curve else ()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Report(
        Source(manifest.version, manifest.corpus_digest, file.name, digest), model.taxonomy, evaluation, points
    )
