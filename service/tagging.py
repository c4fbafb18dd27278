"""Paths → rows: what `policy-tagger tag` does."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from corpora.document import Document, Reason
from corpora.files import read_paths, read_stream
from models.decision import Outcome
from models.registry import Registry
from models.tagger import BATCH, Tagger
from service.rows import open_rows

FAILURES = (Reason.CORRUPT, Reason.TOO_LARGE)


def tag_paths(
    paths: list[str],
    registry: Registry,
    out: Path | None,
    *,
    evidence: bool,
    language: str | None,
    version: str | None,
) -> int:
    """Tag every document of paths (- is standard input) and write a row for each; returns how many failed.

    Raises:
        CorpusError: a path cannot be read, or out cannot be written.
        NoVersionError, ArtefactError: the model version cannot be used.
    """
    documents = (_with_language(document, language) for document in _read(paths))
    tagger = Tagger.load(registry, version)
    outcomes: Counter[str] = Counter()
    failed = 0
    console = Console(stderr=True)
    with open_rows(out, sys.stdout) as write, _progress(console) as bar:
        task = bar.add_task("tagging", total=None)
        for batch in _batches(documents):
            for record in tagger.tag(batch, evidence=evidence):
                write(record)
                outcomes[record.outcome.value] += 1
                failed += record.reason in FAILURES
            bar.advance(task, len(batch))
    counts = " · ".join(f"{outcomes[outcome.value]} {outcome.value}" for outcome in Outcome)
    console.print(f"{outcomes.total()} documents: {counts}", highlight=False)
    return failed


def _read(paths: list[str]) -> Iterator[Document]:
    return chain.from_iterable([_read_stdin() if path == "-" else read_paths([Path(path)]) for path in paths])


def _read_stdin() -> Iterator[Document]:
    with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
        yield from read_stream(stream)


def _with_language(document: Document, language: str | None) -> Document:
    return replace(document, language=document.language or language)


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
