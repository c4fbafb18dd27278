"""Files, folders and streams of any kind → Documents; what cannot be read becomes a Document with its problem."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from io import BufferedReader
from itertools import chain
from tempfile import TemporaryFile
from typing import BinaryIO

from corpora.document import Document, Note, Reason
from corpora.errors import UnreadableError
from corpora.machine import SHORTAGES
from corpora.readers import plain, tables
from corpora.readers.archives import Budget, members
from corpora.readers.kinds import Kind, tell_kind
from corpora.readers.sandbox import Limits, Sandbox
from corpora.readers.tables import Columns
from corpora.storage import StoredFile, stored_files

MOST_FILE_BYTES = 100 * 2**20
BEFORE_A_TABLE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"

_SIZE_LIMITS = {Kind.TEXT: plain.MOST_BYTES}
_BEGINS_JSON = re.compile(rb'\{\0?(?:[ \t]\0?)*(?:["}]|$)')
_ARCHIVES = (Kind.ZIP, Kind.TAR)
_TABLES = (Kind.JSONL, Kind.CSV, Kind.PARQUET, Kind.FEED)


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a file that holds one document, not yet parsed."""

    name: str
    content: bytes
    kind: Kind
    notes: tuple[Note, ...] = ()


Take = Callable[[BinaryIO, str, Kind], Iterator[Blob | Document]]


class FileReader:
    """Reads files of every kind, hostile ones too; to be closed when done, since parsers run in processes of its own.

    Parameters
    ----------
    columns : Columns
        Names of a table's columns.
    limits : Limits or None
        What parsing one file may take.
    """

    def __init__(self, columns: Columns | None = None, limits: Limits | None = None) -> None:
        self.columns = columns or Columns()
        self.sandbox = Sandbox(limits)
        self._n_bytes = self._n_bytes_before = 0
        self._stream: BinaryIO | None = None

    @property
    def share_read(self) -> float | None:
        """How much of the files of `unpack` has been read, by bytes, from 0 to 1; None where that is not known."""
        if not self._n_bytes:
            return None
        within = os.lseek(self._stream.fileno(), 0, os.SEEK_CUR) if self._stream else 0
        return min(1.0, (self._n_bytes_before + within) / self._n_bytes)

    def unpack(self, paths: Sequence[str]) -> Iterator[Blob | Document]:
        """What files and folders hold, lazily; folders in name order, with all they hold but hidden files.

        Files of one document are left for `parse`; what tables, feeds and archives hold comes singly.

        Raises:
            CorpusError: before anything is read: a path is not there.
            OSError: while it is read: the temporary disk is full, or the machine is short of something else.
        """
        files = list(stored_files(paths))
        self._n_bytes, self._n_bytes_before = sum(file.n_bytes for file in files), 0
        return chain.from_iterable(map(self._unpack_file, files))

    def parse(self, item: Blob | Document) -> Document:
        """The document of an item of `unpack`."""
        if isinstance(item, Document):
            return item
        with _as_file(item.content) as stream:
            (document,) = self._parsed(stream, item.name, item.kind)
        return replace(document.within_bounds(), notes=(*item.notes, *document.notes))

    def read(self, stream: BinaryIO, name: str) -> Iterator[Document]:
        """The documents of one file: an open, seekable stream with a descriptor."""
        return (self.parse(item) for item in self._visit(stream, name, self._parsed))

    def read_stdin(self, stream: BufferedReader) -> Iterator[Document]:
        """The documents of a stream that cannot be wound back: JSON Lines as they come, else one file of any kind."""
        if _BEGINS_JSON.match(stream.peek(1).lstrip(BEFORE_A_TABLE)):
            yield from (document.within_bounds() for document in tables.read_jsonl(stream, "-", self.columns))
            return
        with TemporaryFile() as copy:
            shutil.copyfileobj(stream, copy)
            yield from self.read(copy, "-")

    def close(self) -> None:
        """End the processes of the parsers."""
        self.sandbox.close()

    def __enter__(self) -> "FileReader":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _unpack_file(self, file: StoredFile) -> Iterator[Blob | Document]:
        try:
            with file.open() as self._stream:
                yield from self._visit(self._stream, file.name, _to_blob)
        except OSError as error:
            if error.errno in SHORTAGES:  # the files that follow would fare as ill
                raise
            self._stream = None
            yield Document.unread(file.name, Reason.CORRUPT, error.strerror or str(error))
        self._stream = None
        self._n_bytes_before += file.n_bytes

    def _visit(
        self, stream: BinaryIO, name: str, take: Take, budget: Budget | None = None
    ) -> Iterator[Blob | Document]:
        """What one file holds; a file of one document goes through `take`."""
        try:
            kind, notes = tell_kind(stream, name)
            for item in self._items(stream, name, kind, take, budget):
                yield _with_notes(item.within_bounds() if isinstance(item, Document) else item, notes)
                notes = ()
        except UnreadableError as error:
            yield Document.unread(name, error.reason, error.detail)

    def _items(
        self, stream: BinaryIO, name: str, kind: Kind, take: Take, budget: Budget | None
    ) -> Iterator[Blob | Document]:
        if kind in _ARCHIVES:
            for member in members(stream, name, budget):
                if member.stream is None:
                    yield Document.unread(member.name, member.problem or Reason.CORRUPT, member.detail)
                else:
                    yield from self._visit(member.stream, member.name, take, member.budget)
        elif kind in _TABLES:
            rows = self._rows(stream, name, kind)
            if (first := next(rows, None)) is None:
                raise UnreadableError(Reason.NO_TEXT, "a table without rows")
            yield first
            yield from rows
        else:
            _check_size(stream, kind)
            yield from take(stream, name, kind)

    def _rows(self, stream: BinaryIO, name: str, kind: Kind) -> Iterator[Document]:
        match kind:
            case Kind.JSONL:
                return tables.read_jsonl(stream, name, self.columns)
            case Kind.CSV:
                return tables.read_csv(stream, name, self.columns)
            case Kind.PARQUET:
                return self.sandbox.read(stream, kind, name, {"columns": asdict(self.columns)})
            case _:
                return self.sandbox.read(stream, kind, name)

    def _parsed(self, stream: BinaryIO, name: str, kind: Kind) -> Iterator[Document]:
        try:
            yield from plain.read(stream, name) if kind == Kind.TEXT else self.sandbox.read(stream, kind, name)
        except UnreadableError as error:
            yield Document.unread(name, error.reason, error.detail)


def _with_notes(item: Blob | Document, notes: tuple[Note, ...]) -> Blob | Document:
    return replace(item, notes=(*notes, *item.notes)) if notes else item


def _to_blob(stream: BinaryIO, name: str, kind: Kind) -> Iterator[Blob]:
    yield Blob(name, stream.read(), kind)


def _as_file(content: bytes) -> BinaryIO:
    """A nameless file in memory, since the sandbox wants a descriptor."""
    file = os.fdopen(os.memfd_create("document"), "w+b")
    file.write(content)
    file.seek(0)
    return file


def _check_size(stream: BinaryIO, kind: Kind) -> None:
    size, most = os.fstat(stream.fileno()).st_size, _SIZE_LIMITS.get(kind, MOST_FILE_BYTES)
    if size > most:
        raise UnreadableError(Reason.TOO_LARGE, f"{size:,} bytes; at most {most:,} are read of one {kind} document")
