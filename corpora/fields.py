"""Text tables, one row a line, fields divided by | → fields, with errors one can click on."""

from collections.abc import Iterator
from pathlib import Path

from corpora.errors import CorpusError


def read_fields(path: Path, n_fields: int) -> Iterator[tuple[str, list[str]]]:
    """Yield (file:line, fields) for each line of a UTF-8 file; blank lines and those that start with `#` are left out.

    Raises:
        CorpusError: the file is missing or not UTF-8, or a line has another number of fields; then the message
            starts with file:line.
    """
    for number, line in enumerate(_read_text(path).splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            fields = [field.strip() for field in line.split("|")]
            if len(fields) != n_fields:
                raise CorpusError(f"{path}:{number}: {n_fields} fields divided by | are needed, found {len(fields)}")
            yield f"{path}:{number}", fields


def split_field(field: str) -> tuple[str, ...]:
    """What stands in one field, divided by semicolons.

    >>> split_field("Peru; Republic of Peru;")
    ('Peru', 'Republic of Peru')
    """
    return tuple(item.strip() for item in field.split(";") if item.strip())


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8: {error}") from error
