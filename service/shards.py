"""Items of an archive → shards, cut and named by their content → rows: the unit of work that is done, kept, redone.

Boundaries depend on content alone (content-defined chunking, as in Muthitacharoen et al., A low-bandwidth network file
system, 2001), so that a shard stays the same when an archive grows elsewhere.
"""

import atexit
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from corpora.document import Document
from corpora.files import Blob, FileReader
from models.registry import Registry
from service.tagged import Row

LEAST_ITEMS = 32
MOST_ITEMS = 256
CUT_EVERY = 64  # items, on average, beyond the least
MOST_BYTES = 8 * 2**20
ROWS_FORMAT = 1  # to be raised when rows of old parts no longer fit the code


@dataclass(frozen=True, slots=True)
class Item:
    """A document of an archive.

    digest : SHA-256 (hex) of all that can change its tags, without its id.
    content : None where an earlier item of the archive has the same digest: the record is shared.
    """

    id: str
    digest: str
    content: Blob | Document | None


@dataclass(frozen=True, slots=True)
class Shard:
    """Some successive items."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """How documents are to be tagged: plain values, so that it travels to any worker.

    tagged_at : the time that stands in every record of a run, ISO 8601.
    """

    registry: Registry
    version: str
    tagged_at: str
    evidence: bool = True
    with_text: bool = False
    language: str | None = None

    @property
    def key(self) -> str:
        """SHA-256 (hex) of model version and settings."""
        return _digest(json.dumps(self._settings).encode())

    def key_of(self, shard: Shard) -> str:
        """The name of a shard's part: SHA-256 (hex) of input, model version and settings."""
        items = [[item.id, item.digest, item.content is None] for item in shard.items]
        return _digest(json.dumps([self._settings, items]).encode())

    @property
    def _settings(self) -> list[object]:
        return [ROWS_FORMAT, self.version, self.evidence, self.with_text, self.language]


def cut_shards(contents: Iterable[Blob | Document], *, share: bool = True) -> Iterator[Shard]:
    """Cut an archive into shards, lazily; where records are shared, of equal documents only the first is carried."""
    seen: set[bytes] | None = set() if share else None
    items: list[Item] = []
    n_bytes = 0
    for content in contents:
        item = _to_item(content, seen)
        items.append(item)
        n_bytes += _size(item)
        is_cut = len(items) >= LEAST_ITEMS and int(item.digest[:8], 16) % CUT_EVERY == 0
        if is_cut or len(items) == MOST_ITEMS or n_bytes >= MOST_BYTES:
            yield Shard(tuple(items))
            items, n_bytes = [], 0
    if items:
        yield Shard(tuple(items))


def tag_shard(shard: Shard, task: Task) -> list[Row]:
    """Parse and tag a shard's documents: a row for each item, with its digest under `input`.

    A duplicate's row holds its id and digest only. The model is loaded once a process.
    """
    tagger, reader = _equipment(task.registry, task.version)
    contents = [item.content for item in shard.items if item.content is not None]
    documents = [_with_language(reader.parse(content), task.language) for content in contents]
    records = tagger.tag(documents, evidence=task.evidence)
    tagged = iter(
        replace(record, tagged_at=task.tagged_at).to_row() | ({"text": document.full_text} if task.with_text else {})
        for document, record in zip(documents, records, strict=True)
    )
    return [
        (next(tagged) if item.content is not None else {"id": item.id}) | {"input": item.digest} for item in shard.items
    ]


@cache
def _equipment(registry: Registry, version: str) -> tuple[Any, FileReader]:
    """A Tagger, imported here since a process that only cuts shards does without spaCy, and a reader."""
    from models.tagger import Tagger

    reader = FileReader()
    atexit.register(reader.close)
    return Tagger.load(registry, version), reader


def _to_item(content: Blob | Document, seen: set[bytes] | None) -> Item:
    name, digest = _describe(content)
    if seen is not None:
        known = bytes.fromhex(digest)[:16]  # half of it tells 10^15 documents apart
        if known in seen:
            return Item(name, digest, None)
        seen.add(known)
    return Item(name, digest, content)


def _describe(content: Blob | Document) -> tuple[str, str]:
    """Id and digest."""
    if isinstance(content, Blob):
        about = json.dumps([content.kind, [asdict(note) for note in content.notes]]).encode()
        return content.name, _digest(about + b"\0" + content.content)
    fields = asdict(content) | {"id": None}
    return content.id, _digest(json.dumps(fields).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _size(item: Item) -> int:
    match item.content:
        case Blob():
            return len(item.content.content)
        case Document():
            return len(item.content.text)
        case _:
            return 0


def _with_language(document: Document, language: str | None) -> Document:
    return replace(document, language=language) if language and not document.language else document
