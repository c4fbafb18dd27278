"""A corpus folder → everything a training needs: labels, examples, lexicon, word vectors and a digest of it all."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpora.carryover import CarryOver, read_carryover
from corpora.errors import CorpusError
from corpora.example import Example, read_examples
from corpora.lexicon import Concept, read_lexicon
from corpora.splits import hold_out
from corpora.taxonomy import LANGUAGES, Taxonomy, read_taxonomy
from corpora.vectors import WordVectors, read_vectors

SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labels, examples, lexicon and word vectors of one folder.

    examples : to learn from.
    held_out : to judge versions by; never learnt from.
    vectors : per language that has a table.
    digest : SHA-256 over the names and bytes of all its files.
    """

    taxonomy: Taxonomy
    examples: tuple[Example, ...]
    held_out: tuple[Example, ...]
    lexicon: tuple[Concept, ...]
    vectors: dict[str, WordVectors]
    carryover: CarryOver | None
    digest: str


def read_corpus(folder: Path = SHIPPED) -> Corpus:
    """Read a folder: labels.json, documents/*.jsonl; held_out/, lexicon/, vectors/ and carryover.json may be missing.

    Where no document is in held_out/, a fixed fifth of the others is held out.

    Raises:
        CorpusError: a file is missing or malformed, no document is there, an id repeats, or a twin is not there.
    """
    taxonomy = read_taxonomy(folder / "labels.json")
    examples, held_out = (_read_documents(folder / name, taxonomy.ids) for name in ("documents", "held_out"))
    _check_ids(examples, held_out, folder)
    if not held_out:
        examples, held_out = hold_out(examples)
    return Corpus(
        taxonomy,
        examples,
        held_out,
        read_lexicon(folder / "lexicon", len(taxonomy.ids)),
        {code: table for code in LANGUAGES if (table := read_vectors(folder / "vectors", code))},
        read_carryover(folder / "carryover.json", taxonomy.ids),
        digest_of(folder),
    )


def digest_examples(examples: Iterable[Example]) -> str:
    """SHA-256 (hex) over ids, languages, texts, labels and weights, in order."""
    digest = hashlib.sha256()
    for example in examples:
        row = [example.id, example.language, example.text, example.labels, example.weight]
        digest.update(json.dumps(row).encode() + b"\n")
    return digest.hexdigest()


def digest_of(folder: Path) -> str:
    """SHA-256 (hex) over the names and bytes of a corpus folder's files, in name order."""
    digest = hashlib.sha256()
    files = [
        folder / "labels.json",
        folder / "carryover.json",
        *folder.glob("documents/*.jsonl"),
        *folder.glob("held_out/*.jsonl"),
        *folder.glob("lexicon/*"),
        *folder.glob("vectors/*"),
    ]
    for path in sorted(path for path in files if path.is_file()):
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes()
        digest.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return digest.hexdigest()


def _read_documents(folder: Path, labels: tuple[str, ...]) -> tuple[Example, ...]:
    return tuple(example for path in sorted(folder.glob("*.jsonl")) for example in read_examples(path, labels))


def _check_ids(examples: tuple[Example, ...], held_out: tuple[Example, ...], folder: Path) -> None:
    if not examples:
        raise CorpusError(f"{folder / 'documents'}: no example found; put labelled texts there as *.jsonl")
    by_id: dict[str, Example] = {}
    for example in (*examples, *held_out):
        if example.id in by_id:
            raise CorpusError(f"{folder}: id {example.id!r} stands twice")
        by_id[example.id] = example
    for part in (examples, held_out):
        _check_twins(part, folder)


def _check_twins(examples: tuple[Example, ...], folder: Path) -> None:
    by_id = {example.id: example for example in examples}
    for example in examples:
        if example.twin and (example.twin not in by_id or by_id[example.twin].twin != example.id):
            raise CorpusError(f"{folder}: {example.id!r} and its twin {example.twin!r} must name each other")
