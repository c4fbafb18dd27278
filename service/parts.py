"""Rows of shards ↔ Parquet parts beside the target, each whole or not there: what a run need not do again."""

import json
import shutil
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from models.whole_files import draft_of
from service.tagged import Row, without_surrogates

SUFFIX = ".parquet"
PARTS_IN_MEMORY = 8  # copies of documents mostly stand in the order of what they are copies of


class PartStore:
    """The parts of one run.

    Parameters
    ----------
    folder : Path
        Made when the first part is written.
    schema : pyarrow.Schema
        Of the rows.
    """

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder = folder
        self.schema = schema

    def holds(self, key: str) -> bool:
        """Whether the part of this key has been written."""
        return self._path(key).is_file()

    def write(self, key: str, rows: Sequence[Row]) -> None:
        """Write a part, whole or not at all."""
        self.folder.mkdir(exist_ok=True)
        with draft_of(self._path(key)) as draft:
            pq.write_table(to_table(rows, self.schema), draft, compression="zstd")

    def read(self, key: str, columns: Sequence[str] | None = None) -> list[Row]:
        """The rows of a part."""
        table = pq.ParquetFile(self._path(key)).read(columns=list(columns) if columns else None)
        return to_rows(table)

    def remember(self, settings: str, run: dict[str, Any]) -> dict[str, Any]:
        """Keep what is common to a whole run with these settings, and return what was kept when it began."""
        file = self.folder / f"run.{settings}.json"
        if not file.is_file():
            self.folder.mkdir(exist_ok=True)
            with draft_of(file) as draft:
                draft.write_text(json.dumps(run), encoding="utf-8")
        return dict(json.loads(file.read_text(encoding="utf-8")))

    def clear(self) -> None:
        """Forget every part."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{SUFFIX}"


def schema_of(labels: Sequence[str], *, with_text: bool = False) -> pa.Schema:
    """The schema of rows under a taxonomy of these labels."""
    strings = pa.list_(pa.string())
    by_label = pa.struct([(label, pa.float64()) for label in labels])
    quote = pa.struct([("text", pa.string()), ("start", pa.int64()), ("end", pa.int64()), ("page", pa.int32())])
    term = pa.struct([("text", pa.string()), ("weight", pa.float64())])
    evidence = pa.struct([("label", pa.string()), ("passages", pa.list_(quote)), ("terms", pa.list_(term))])
    fields = {
        "id": pa.string(),
        "language": pa.string(),
        "outcome": pa.string(),
        "reason": pa.string(),
        "primary": pa.string(),
        "labels": strings,
        "candidates": strings,
        "scores": by_label,
        "thresholds": by_label,
        "evidence": pa.list_(evidence),
        "countries": pa.list_(pa.struct([("code", pa.string()), ("count", pa.int32())])),
        "organisations": pa.list_(pa.struct([("id", pa.string()), ("count", pa.int32())])),
        "title": pa.string(),
        "date": pa.string(),
        "source": pa.string(),
        "authors": strings,
        "subjects": strings,
        "notes": pa.list_(pa.struct([("code", pa.string()), ("detail", pa.string())])),
        "sha256": pa.string(),
        "model_version": pa.string(),
        "corpus_digest": pa.string(),
        "tagged_at": pa.string(),
    }
    return pa.schema(fields | ({"text": pa.string()} if with_text else {}) | {"input": pa.string()})


def to_table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """Rows as a table; the scores of a document that was not judged are null, not nulls by label."""
    return pa.Table.from_pylist([_storable(row) for row in rows], schema=schema)


def to_rows(table: pa.Table) -> list[Row]:
    """The rows as they were."""
    return [_as_it_was(row) for row in table.to_pylist()]


def _storable(row: Row) -> Row:
    clean = {name: without_surrogates(value) if isinstance(value, str) else value for name, value in row.items()}
    return clean | {name: row.get(name) or None for name in ("scores", "thresholds")}


def _as_it_was(row: Row) -> Row:
    return row | {name: row[name] or {} for name in ("scores", "thresholds") if name in row}


def iterate(store: PartStore, keys: Sequence[str]) -> Iterator[Row]:
    """The rows of parts in the order of keys, duplicates filled in from the record that they share.

    Where a shared record stands is remembered, not the record: an archive may hold all its documents twice.
    """
    shared, read = _shared_digests(store, keys), lru_cache(PARTS_IN_MEMORY)(store.read)
    places: dict[str, tuple[str, int]] = {}
    for key in keys:
        for place, row in enumerate(read(key)):
            record = row
            if row["outcome"] is None:
                of_key, at = places[row["input"]]
                record = read(of_key)[at] | {"id": row["id"]}
            elif row["input"] in shared:
                places[row["input"]] = key, place
            yield {name: value for name, value in record.items() if name != "input"}


def _shared_digests(store: PartStore, keys: Sequence[str]) -> set[str]:
    """Digests of the rows that duplicates refer to."""
    return {row["input"] for key in keys for row in store.read(key, ["input", "outcome"]) if row["outcome"] is None}
