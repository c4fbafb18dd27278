"""What `policy-tagger tag` wrote, Parquet, a folder of it or JSON Lines → its rows again, lazily, as far as needed."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpora.errors import CorpusError
from corpora.jsonl import read_lines
from corpora.machine import SHORTAGES

BATCH_ROWS = 512
NEEDED = ("id", "sha256", "outcome")
LISTS = ("labels", "candidates", "evidence", "countries", "organisations")

Row = dict[str, Any]
Key = tuple[str, str]


def read_rows(path: Path, columns: Sequence[str], ids: Collection[str] | None = None) -> Iterator[Row]:
    """The rows of a file or folder, in order, each with these columns; of a list that is not there, an empty one.

    ids : only the rows of these documents.

    Raises:
        CorpusError: there is no such file, or it does not hold rows of tags.
    """
    rows = _json_rows(path, ids) if path.suffix == ".jsonl" else _parquet_rows(path, columns, ids)
    return ({name: _value(row, name) for name in columns} for row in rows)


def key_of(row: Row) -> Key:
    """What tells a document and its text from all others: id and SHA-256."""
    return row["id"], row["sha256"]


def without_surrogates(text: str) -> str:
    """A text as it stands in Parquet, which holds UTF-8 only; names of files may hold bytes that are none."""
    return text.encode("utf-8", "backslashreplace").decode()


def read_labels(path: Path) -> tuple[str, ...]:
    """The labels that the rows were judged by, in the order of the taxonomy; none where no row was judged.

    Raises:
        CorpusError: as `read_rows` does.
    """
    if path.suffix == ".jsonl":
        return tuple(next((row["scores"] for row in read_rows(path, ["scores"]) if row["scores"]), ()))
    schema = _open(_files(path)[0]).schema_arrow
    scores: Any = schema.field("scores").type if "scores" in schema.names else pa.null()
    return tuple(field.name for field in scores) if pa.types.is_struct(scores) else ()


def _value(row: Row, name: str) -> Any:
    value = row.get(name)
    return [] if value is None and name in LISTS else value


def _json_rows(path: Path, ids: Collection[str] | None) -> Iterator[Row]:
    for where, row in read_lines(path):
        _check_columns(row, where)
        row["id"] = without_surrogates(str(row["id"]))
        if ids is None or row["id"] in ids:
            yield row


def _parquet_rows(path: Path, columns: Sequence[str], ids: Collection[str] | None) -> Iterator[Row]:
    wanted = None if ids is None else pa.array(sorted(ids), pa.string())
    for file in _files(path):
        parquet = _open(file)
        there = [name for name in dict.fromkeys(("id", *columns)) if name in parquet.schema_arrow.names]
        with _named(file):
            for batch in parquet.iter_batches(BATCH_ROWS, columns=there):
                yield from _only(batch, wanted).to_pylist()


def _only(batch: Any, ids: Any) -> Any:
    return batch if ids is None else batch.filter(pc.is_in(batch["id"], value_set=ids))


def _files(path: Path) -> list[Path]:
    if path.suffix == ".csv":
        raise CorpusError(f"{path}: CSV leaves types out; give `policy-tagger tag` an --out of .parquet or .jsonl")
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise CorpusError(f"{path}: no such file, or a folder without Parquet files")
    return files


def _open(file: Path) -> Any:
    with _named(file):
        parquet = pq.ParquetFile(file)
    _check_columns(parquet.schema_arrow.names, str(file))
    return parquet


@contextmanager
def _named(file: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno in SHORTAGES:
            raise
        raise CorpusError(f"{file}: not a Parquet file that can be read: {error}") from error


def _check_columns(there: Collection[str], where: str) -> None:
    if missing := [name for name in NEEDED if name not in there]:
        raise CorpusError(f"{where}: not rows of tags: no {' and no '.join(missing)}; make them with policy-tagger tag")
