"""Train a corpus folder into a stored version, measure a stored version: what the command line and jobs call."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpora.corpus import Corpus, digest_examples, read_corpus
from corpora.errors import CorpusError
from corpora.example import read_examples
from corpora.label_store import LabelStore
from models.analysis import Analyser
from models.manifest import Manifest
from models.policy import GateLimits, LabelPolicy
from models.registry import Registry
from training.arrays import Analyses
from training.candidates import judge_candidate
from training.evaluate import evaluate
from training.fit import TrainingConfig, fit_model
from training.learning import learning_curve
from training.people import People, near_duplicates, read_people
from training.report import Report, Source, report_files
from training.stages import JUDGING, READING, STORING, Progress

HELD_OUT = "held_out"


def train_version(
    corpus_folder: Path,
    registry: Registry,
    config: TrainingConfig | None = None,
    progress: Progress = lambda stage: None,
    *,
    store: LabelStore | None = None,
    policy: LabelPolicy | None = None,
    limits: GateLimits | None = None,
    run: str = "",
) -> Manifest:
    """Train on a corpus folder and on people's labels, judge what comes of it, and store it as a candidate.

    Its manifest holds the gate's table; its folder holds report.json, report.html and report.es.html, measured on the
    documents that are held out.

    store : of people's labels; None to learn from the corpus alone.
    run : the job that this is done for.

    Raises:
        CorpusError: the corpus cannot be used.
        DatabaseError: people's labels cannot be read.
        ArtefactError: the key to sign with cannot be read, or is not trusted here.
    """
    progress(READING)
    corpus = _learnable(read_corpus(corpus_folder), progress)
    registry.keys.signer()  # what cannot be signed is not worth the time
    people = read_people(store, corpus, policy or LabelPolicy()) if store else People()
    for id, reason in people.refused.items():
        progress(f"{id} is not learnt from: {reason}")
    analyses = Analyses(Analyser(corpus.lexicon))
    model, facts = fit_model(corpus, config or TrainingConfig(), progress, people.examples, analyses)
    progress(JUDGING)
    gate = judge_candidate(model, registry, corpus.held_out, limits or GateLimits(), analyses)
    evaluation = evaluate(model, corpus.held_out, corpus, analyses)
    held_out_digest = digest_examples(corpus.held_out)

    def attach(manifest: Manifest) -> dict[str, str]:
        source = Source(manifest.version, corpus.digest, HELD_OUT, held_out_digest)
        return report_files(Report(source, corpus.taxonomy, evaluation, gate=gate))

    progress(STORING)
    return registry.save(
        model,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        attach=attach,
        held_out_digest=held_out_digest,
        people=people.facts if store else {},
        gate=gate.facts,
        run=run,
        **facts,
    )


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
    progress(READING)
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


def _learnable(corpus: Corpus, progress: Progress) -> Corpus:
    """The corpus without documents that are nearly one of those it is judged by."""
    if not corpus.held_out:
        raise CorpusError("too few documents: none can be held out to judge the version by")
    refused = near_duplicates(corpus.examples, corpus.held_out)
    for id, reason in refused.items():
        progress(f"{id} is not learnt from: {reason}")
    return replace(corpus, examples=tuple(example for example in corpus.examples if example.id not in refused))
