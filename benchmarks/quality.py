"""How well it tags: our model beside other classifiers, trained on the same corpus and tested on the same documents.

    python benchmarks/quality.py [FILE.jsonl] [--out FILE.md]

The peers are small scripts in peers/. One that needs packages of its own gets an environment under var/peers on the
first run. Each is trained six times: on five folds of the corpus, which keep a writer's documents together, for
scores from which its calibration and thresholds are learnt just as those of our model are; and on all of it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from peers.exchange import read, write
from rich.console import Console

from corpora.corpus import Corpus, read_corpus
from corpora.example import Example, read_examples
from service.tables import STANDING_COLUMNS, standing_cells, standings_table
from training.arrays import gold_array
from training.evaluate import evaluate
from training.fit import TrainingConfig, fit_model
from training.folds import grouped_folds
from training.intervals import groups_of_twins
from training.scaling import Scaled
from training.slices import languages_of, masks_of
from training.standing import Standing, stand_scaled

HERE = Path(__file__).parent
ROOT = HERE.parent
ENVIRONMENTS = ROOT / "var" / "peers"
TEST = ROOT.parent / "shared" / "dev" / "real_dev.jsonl"
INSTALL_WITHIN_SECONDS = 300
ANSWER_WITHIN_SECONDS = 600
CORES = 2
OURS = "Policy Tagger"
SHIPPED = "Policy Tagger as shipped *"
SHIPPED_NOTE = (
    "\n\\* Calibration and thresholds of the shipped version were set on real documents (`corpora/carryover.json`), "
    "which no other row had. Where the test file holds such documents, its macro-F1 and its share correctly left "
    "unlabelled flatter it; compare the row above, whose thresholds come from the corpus as those of the peers do.\n"
)
PLAIN = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1") | {"PYTHONHASHSEED": "0"}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Peer:
    """A script of peers/ and the package that it needs beyond those of this project."""

    script: str
    package: str = ""


PEERS = (
    Peer("spacy_peer.py"),
    Peer("tfidf_peer.py"),
    Peer("annif_peer.py", "annif==1.4.3"),
    Peer("fasttext_peer.py", "fasttext-community==0.11.9"),
)


def main() -> int:
    """Measure, print a table, write it as Markdown and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=TEST, help="labelled documents to test on")
    parser.add_argument("--out", type=Path, default=HERE / "quality.md")
    asked = parser.parse_args()
    log = Console(stderr=True)
    if not asked.file.is_file():
        log.print(f"{asked.file}: not there, nothing to test on; skipped")
        return 0
    corpus = read_corpus()
    examples = list(read_examples(asked.file, corpus.taxonomy.ids))
    with ThreadPoolExecutor(CORES) as pool:
        answers = [pool.submit(stand_peer, peer, corpus, examples, log) for peer in PEERS]
        peers = [standing for answer in answers for standing in answer.result()]
    peers.sort(key=lambda peer: peer.macro_f1["all"].value)
    log.print("our model")
    ours, *baselines = stand_ours(replace(corpus, carryover=None), examples, OURS)
    standings = [*baselines, *peers, ours]
    if corpus.carryover:
        standings.append(stand_ours(corpus, examples, SHIPPED)[0])
    Console(width=max(140, Console().width)).print(
        standings_table(standings, f"{len(examples)} documents of {asked.file.name}")
    )
    asked.out.write_text(as_markdown(standings, corpus, examples, asked.file), encoding="utf-8")
    return 0


def stand_ours(corpus: Corpus, examples: Sequence[Example], name: str) -> list[Standing]:
    """How our model stands, trained on the corpus as the peers are, and then the baselines."""
    model, _ = fit_model(corpus, TrainingConfig())
    ours, *baselines = evaluate(model, examples, corpus).standings
    return [replace(ours, name=name), *baselines]


def stand_peer(peer: Peer, corpus: Corpus, examples: Sequence[Example], log: Console) -> list[Standing]:
    """How the systems of one peer stand; none where it cannot be installed or fails, which is said."""
    log.print(peer.script)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folds = list(grouped_folds(corpus.examples))
        tasks = [folder / str(number) for number in range(len(folds) + 1)]
        for task, (train, test) in zip(tasks, folds, strict=False):
            write_task(task, corpus, [corpus.examples[i] for i in train], [corpus.examples[i] for i in test])
        write_task(tasks[-1], corpus, corpus.examples, examples)
        try:
            command = [interpreter(peer), HERE / "peers" / peer.script, *tasks]
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                text=True,
                timeout=ANSWER_WITHIN_SECONDS,
                env=os.environ | PLAIN,
            )
        except (subprocess.SubprocessError, OSError) as error:
            log.print(f"{peer.script}: left out: {error}\n{getattr(error, 'stderr', '') or ''}", markup=False)
            return []
        answers = [read_scores(task) for task in tasks]
    return [stand_system(name, answers, folds, corpus, examples) for name in answers[-1]]


def stand_system(
    name: str,
    answers: Sequence[dict[str, Floats]],
    folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    corpus: Corpus,
    examples: Sequence[Example],
) -> Standing:
    """Calibrate and cut a system on its out-of-fold scores, then judge its scores of the test documents."""
    labels = corpus.taxonomy.ids
    gold = gold_array(corpus.examples, labels)
    scores = np.empty(gold.shape)
    for answer, (_, test) in zip(answers, folds, strict=False):
        scores[test] = answer[name]
    scaled = Scaled.fit(scores, gold)
    parts, groups = languages_of(masks_of(examples)), groups_of_twins(examples)
    return stand_scaled(name, gold_array(examples, labels), answers[-1][name], scaled, parts, groups)


def interpreter(peer: Peer) -> Path:
    """The Python that a peer runs with: this one, or one of its own environment, which is made when it is missing."""
    if not peer.package:
        return Path(sys.executable)
    folder = ENVIRONMENTS / peer.package.replace("==", "-")
    python, done = folder / "bin" / "python", folder / ".installed"
    if not done.is_file():
        commands = (
            [sys.executable, "-m", "venv", "--clear", folder],
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", peer.package],
        )
        for command in commands:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_WITHIN_SECONDS)
        done.touch()
    return python


def write_task(folder: Path, corpus: Corpus, train: Sequence[Example], test: Sequence[Example]) -> None:
    """Write what a peer reads; gold labels of the test documents are not in it."""
    folder.mkdir()
    (folder / "labels.json").write_text(json.dumps(corpus.taxonomy.ids), encoding="utf-8")
    write(folder / "train.jsonl", [row_of(example) | {"labels": example.labels} for example in train])
    write(folder / "test.jsonl", [row_of(example) for example in test])


def row_of(example: Example) -> dict[str, object]:
    """What a peer may see of a document."""
    return {"id": example.id, "language": example.language, "text": example.text}


def read_scores(folder: Path) -> dict[str, Floats]:
    """System → scores of shape (n_test_documents, n_labels)."""
    rows = read(folder / "scores.jsonl")
    return {name: np.array([row["scores"][name] for row in rows]) for name in rows[0]["scores"]}


def as_markdown(standings: Sequence[Standing], corpus: Corpus, examples: Sequence[Example], file: Path) -> str:
    """The table with what it was measured on."""
    rows = [STANDING_COLUMNS, ["---"] * len(STANDING_COLUMNS), *(standing_cells(standing) for standing in standings)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    packages = ", ".join(peer.package.replace("==", " ") for peer in PEERS if peer.package)
    return (
        "# Quality beside other classifiers\n\n"
        f"Written by `make bench-quality` ([quality.py](quality.py), [peers/](peers/)): trained on the "
        f"{len(corpus.examples)} documents of the corpus {corpus.digest[:12]}, tested on the {len(examples)} of "
        f"`{file.name}`. What the columns mean stands in [docs/quality.md](../docs/quality.md). "
        f"Peers installed for it: {packages}; the others use the project's own scikit-learn and spaCy.\n\n{table}\n"
        f"{SHIPPED_NOTE if corpus.carryover else ''}"
    )


if __name__ == "__main__":
    sys.exit(main())
