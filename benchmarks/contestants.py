"""What tags an archive in the benchmark: `policy-tagger tag` in one process or several, and `annif index`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq
from quality import PEERS, Peer, interpreter
from speed import POLICY_TAGGER
from watching import Usage, watch

from corpora.corpus import read_corpus

PEER = Peer("annif_index.py", next(peer.package for peer in PEERS if peer.package.startswith("annif==")))
PROJECT = """[t]
name=tfidf
language=en
backend=tfidf
analyzer=simple
vocab=labels
limit=10
"""
SET_UP_WITHIN_SECONDS = 120
LEAST_DOCUMENTS_A_SECOND = 10


@dataclass(frozen=True)
class Contestant:
    """A command that tags a folder of texts.

    command : gives the command for a folder.
    take_results : counts the results that the command left for a folder, and removes them.
    """

    name: str
    command: Callable[[Path], list[object]]
    take_results: Callable[[Path], int]
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, folder: Path, n_documents: int) -> Usage:
        """Tag a folder.

        Raises:
            subprocess.SubprocessError: it failed or did not end in time.
            RuntimeError: it left out documents.
        """
        timeout = SET_UP_WITHIN_SECONDS + n_documents / LEAST_DOCUMENTS_A_SECOND
        usage = watch(self.command(folder), self.environment, timeout)
        if (n_results := self.take_results(folder)) != n_documents:
            raise RuntimeError(f"{self.name}: {n_results} results for {n_documents} documents")
        return usage


def policy_tagger(name: str, n_workers: int) -> Contestant:
    """`policy-tagger tag` with evidence and facets, into Parquet."""

    def command(folder: Path) -> list[object]:
        return [POLICY_TAGGER, "tag", folder, "--out", _table_of(folder), "--workers", n_workers]

    return Contestant(name, command, _take_table)


def annif(name: str, folder: Path) -> Contestant:
    """`annif index` with its tfidf backend, set up in a folder and trained on the corpus.

    Raises:
        subprocess.SubprocessError, OSError: it cannot be installed or trained.
    """
    script = [interpreter(PEER), Path(__file__).parent / "peers" / PEER.script]
    environment = {"ANNIF_DATADIR": str(folder / "data"), "ANNIF_PROJECTS": str(folder / "projects.cfg")}
    vocabulary, training = _write_inputs(folder)
    for arguments in (["load-vocab", "--language", "en", "labels", vocabulary], ["train", "t", training]):
        watch([*script, *arguments], environment, SET_UP_WITHIN_SECONDS)
    return Contestant(name, lambda texts: [*script, "index", "t", texts], _take_files, environment)


def _table_of(folder: Path) -> Path:
    return folder.with_suffix(".parquet")


def _take_table(folder: Path) -> int:
    table = _table_of(folder)
    n_rows = pq.read_metadata(table).num_rows
    table.unlink()
    return n_rows


def _take_files(folder: Path) -> int:
    files = list(folder.glob("*.annif"))
    for file in files:
        file.unlink()
    return len(files)


def _write_inputs(folder: Path) -> tuple[Path, Path]:
    """Write the project's configuration, and the vocabulary and the labelled documents, whose paths are returned."""
    corpus = read_corpus()
    vocabulary, training = folder / "labels.tsv", folder / "train.tsv"
    labels = [f"<urn:label:{label}>\t{label}\n" for label in corpus.taxonomy.ids]
    documents = [
        f"{' '.join(example.text.split())}\t{' '.join(f'<urn:label:{label}>' for label in example.labels)}\n"
        for example in corpus.examples
        if example.labels
    ]
    (folder / "projects.cfg").write_text(PROJECT, encoding="utf-8")
    vocabulary.write_text("".join(labels), encoding="utf-8")
    training.write_text("".join(documents), encoding="utf-8")
    return vocabulary, training
