"""A corpus folder → everything a training needs: labels, examples, lexicon, word vectors and a digest of it all."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from corpora.carryover import CarryOver, read_carryover
from corpora.errors import CorpusError
from corpora.example import Example, read_examples
from corpora.lexicon import Concept, read_lexicon
from corpora.taxonomy import LANGUAGES, Taxonomy, read_taxonomy
from corpora.vectors import WordVectors, read_vectors

SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labels, examples, lexicon and word vectors of one folder.

    vectors : per language that has a table.
    digest : SHA-256 over the names and bytes of all its files.
    """

    taxonomy: Taxonomy
    examples: tuple[Example, ...]
    lexicon: tuple[Concept, ...]
    vectors: dict[str, WordVectors]
    carryover: CarryOver | None
    digest: str


def read_corpus(folder: Path = SHIPPED) -> Corpus:
    """Read a folder: labels.json, documents/*.jsonl; lexicon/, vectors/ and carryover.json may be missing.

    Raises:
        CorpusError: a file is missing or malformed, no document is there, an id repeats, or a twin is not there.
    """
    taxonomy = read_taxonomy(folder / "labels.json")
    examples = tuple(
        example
        for path in sorted((folder / "documents").glob("*.jsonl"))
        for example in read_examples(path, taxonomy.ids)
    )
    _check_ids(examples, folder)
    return Corpus(
        taxonomy,
        examples,
        read_lexicon(folder / "lexicon", len(taxonomy.ids)),
        {code: table for code in LANGUAGES if (table := read_vectors(folder / "vectors", code))},
        read_carryover(folder / "carryover.json", taxonomy.ids),
        digest_of(folder),
    )


def digest_of(folder: Path) -> str:
    """SHA-256 (hex) over the names and bytes of a corpus folder's files, in name order."""
    digest = hashlib.sha256()
    files = [
        folder / "labels.json",
        folder / "carryover.json",
        *folder.glob("documents/*.jsonl"),
        *folder.glob("lexicon/*"),
        *folder.glob("vectors/*"),
    ]
    for path in sorted(path for path in files if path.is_file()):
        name = path.relative_to(folder).as_posix().encode()
        content = path.read_bytes()
        digest.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return digest.hexdigest()


def _check_ids(examples: tuple[Example, ...], folder: Path) -> None:
    if not examples:
        raise CorpusError(f"{folder / 'documents'}: no example found; put labelled texts there as *.jsonl")
    by_id: dict[str, Example] = {}
    for example in examples:
        if example.id in by_id:
            raise CorpusError(f"{folder / 'documents'}: id {example.id!r} stands twice")
        by_id[example.id] = example
    for example in examples:
        if example.twin and (example.twin not in by_id or by_id[example.twin].twin != example.id):
            raise CorpusError(
                f"{folder / 'documents'}: {example.id!r} and its twin {example.twin!r} must name each other"
            )
