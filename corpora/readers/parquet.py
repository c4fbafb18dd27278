"""A Parquet file → a Document for every row, read in small batches and of the chosen columns only."""

from collections.abc import Iterator
from dataclasses import astuple
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow.parquet import ParquetFile, read_metadata

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers import plain
from corpora.readers.tables import Columns, missing_text, read_row
from corpora.readers.unpacking import Budget, size_of

BATCH_ROWS = 64
BUFFER_BYTES = 2**20
ROW_BYTES = 64  # what a row costs besides


def read(stream: BinaryIO, name: str, columns: dict[str, str] | None = None) -> Iterator[Document]:
    """Yield a Document for every row, named by its id, else by its number, "x.parquet#7".

    columns : the names of a table's columns, by the fields of `Columns`.

    Raises:
        UnreadableError: it is damaged, encrypted or a bomb, or has no column of texts.
    """
    chosen = Columns(**(columns or {}))
    budget = Budget(size_of(stream))
    try:
        for number, row in enumerate(_rows(stream, chosen), start=1):
            budget.spend(ROW_BYTES + sum(len(value) for value in row.values() if isinstance(value, str)))
            yield read_row(row, chosen, f"{name}#{number}")
    except pa.ArrowMemoryError as error:
        raise UnreadableError(Reason.TOO_COSTLY, "its columns unpack to more than memory holds") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unreadable(error) from error


def _rows(stream: BinaryIO, columns: Columns) -> Iterator[dict[str, Any]]:
    """One at a time, since a file can name a long text a million times; so the texts stay as they are packed, too."""
    metadata = read_metadata(stream)
    there = metadata.schema.to_arrow_schema().names
    if columns.text not in there:
        raise missing_text(columns, there)
    file = ParquetFile(stream, metadata=metadata, buffer_size=BUFFER_BYTES, read_dictionary=[columns.text])
    wanted = [column for column in dict.fromkeys(astuple(columns)) if column in there]
    for batch in file.iter_batches(BATCH_ROWS, columns=wanted, use_threads=False):
        values = [_with_dates(column) for column in batch.columns]
        for row in range(batch.num_rows):
            yield {name: _to_python(column[row]) for name, column in zip(batch.schema.names, values, strict=True)}


def _with_dates(column: Any) -> Any:
    """Moments as days: Python has no type for those of Arrow."""
    return column.cast(pa.date32(), safe=False) if pa.types.is_timestamp(column.type) else column


def _to_python(value: Any) -> Any:
    try:
        content = value.as_py()
    except (OverflowError, ValueError):  # a day beyond the year 9999, or bytes that are no text: Python has none such
        return None
    return plain.decode(content) if isinstance(content, bytes) else content


def _unreadable(error: Exception) -> UnreadableError:
    if "encrypt" in str(error) or "decrypt" in str(error):
        return UnreadableError(Reason.ENCRYPTED, "a Parquet file with encrypted columns")
    return UnreadableError(Reason.CORRUPT, f"Parquet: {str(error)[:200]}")
