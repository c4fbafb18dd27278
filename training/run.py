"""Train from a corpus folder and store the result as a version: what the command line and jobs call."""

from datetime import UTC, datetime
from pathlib import Path

from corpora.corpus import read_corpus
from models.registry import Manifest, Registry
from training.fit import Progress, TrainingConfig, fit_model


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
