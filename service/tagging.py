"""Paths → rows: what `policy-tagger tag` does, over one text or an archive of any size."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from corpora.document import Document
from corpora.files import Blob, FileReader
from corpora.readers.tables import Columns
from models.registry import Registry
from service.parts import PartStore, iterate, schema_of
from service.progress import TaggingProgress
from service.rows import check_target, open_rows
from service.shards import Shard, Task, cut_shards
from service.tagged import Row
from service.tally import Tally
from service.workers import Run, run_here

PARTS_SUFFIX = ".parts"


def new_task(
    registry: Registry,
    *,
    version: str | None = None,
    evidence: bool = True,
    with_text: bool = False,
    language: str | None = None,
) -> Task:
    """How to tag with a stored version, by default the current one; the time is SOURCE_DATE_EPOCH where that is set.

    Raises:
        NoVersionError: there is no such version.
    """
    chosen = version or registry.current()
    registry.read_manifest(chosen)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return Task(registry, chosen, moment.isoformat(timespec="seconds"), evidence, with_text, language)


def tag_archive(
    paths: Sequence[str],
    out: Path,
    task: Task,
    *,
    columns: Columns | None = None,
    run: Run = run_here,
    resume: bool = True,
    progress: TaggingProgress,
) -> Tally:
    """Tag every document of paths (- is standard input) and write a row for each into a file or folder.

    What is done stands in parts beside the target until all is done; a run that was ended goes on from there.

    Raises:
        CorpusError: a path is not there, or out cannot be written.
        WorkersError: the workers are gone; the parts stay.
    """
    check_target(out)
    labels = task.registry.read_manifest(task.version).labels
    store = PartStore(out.with_name(f".{out.name}{PARTS_SUFFIX}"), schema_of(labels, with_text=task.with_text))
    if not resume:
        store.clear()
    tally = Tally()
    with FileReader(columns) as reader, progress.over(reader):
        shards = cut_shards(contents_of(reader, paths))
        task = replace(task, tagged_at=store.remember(task.key, {"tagged_at": task.tagged_at})["tagged_at"])
        keys: list[str] = []
        missing = _missing(shards, task, store, keys, lambda rows: progress.show(_counted(tally, rows)))
        for shard, rows in run(missing, task):
            store.write(task.key_of(shard), rows)
            progress.show(_counted(tally, rows))
    with open_rows(out, store.schema.remove(store.schema.get_field_index("input"))) as write:
        for row in iterate(store, keys):
            write(row)
    store.clear()
    return tally


def print_rows(
    paths: Sequence[str],
    task: Task,
    *,
    columns: Columns | None = None,
    run: Run = run_here,
    progress: TaggingProgress,
) -> Tally:
    """Tag every document of paths and write rows to standard output as JSON Lines, in order, as they come."""
    tally = Tally()
    with FileReader(columns) as reader, progress.over(reader), open_rows(None) as write:
        shards = cut_shards(contents_of(reader, paths), share=False)
        for rows in _in_order(shards, task, run):
            for row in rows:
                write({name: value for name, value in row.items() if name != "input"})
            progress.show(_counted(tally, rows))
    return tally


def contents_of(reader: FileReader, paths: Sequence[str]) -> Iterator[Blob | Document]:
    """What stands at paths; - is standard input."""
    if "-" not in paths:
        return reader.unpack(paths)
    return (content for path in paths for content in (_read_stdin(reader) if path == "-" else reader.unpack([path])))


def _read_stdin(reader: FileReader) -> Iterator[Document]:
    with open(sys.stdin.fileno(), "rb", closefd=False) as stream:
        yield from reader.read_stdin(stream)


def _missing(
    shards: Iterable[Shard], task: Task, store: PartStore, keys: list[str], on_found: Callable[[list[Row]], None]
) -> Iterator[Shard]:
    """The shards that have no part yet; the keys of all are appended in order."""
    for shard in shards:
        key = task.key_of(shard)
        keys.append(key)
        if store.holds(key):
            on_found(store.read(key, ["outcome", "reason", "labels"]))
        else:
            yield shard


def _in_order(shards: Iterable[Shard], task: Task, run: Run) -> Iterator[list[Row]]:
    """The rows of shards in their order, whichever is done first."""
    expected: list[Shard] = []
    done: dict[int, list[Row]] = {}

    def note() -> Iterator[Shard]:
        for shard in shards:
            expected.append(shard)
            yield shard

    with closing(run(note(), task)) as results:
        for shard, rows in results:
            done[id(shard)] = rows
            while expected and id(expected[0]) in done:
                yield done.pop(id(expected.pop(0)))


def _counted(tally: Tally, rows: Iterable[Row]) -> Tally:
    tally.add(rows)
    return tally
