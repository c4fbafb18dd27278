"""Files of JSON: one value a file, or one object a line, with errors one can click on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.errors import CorpusError
from corpora.strict_json import parse_json


def read_json(path: Path) -> Any:
    """Read one JSON value.

    Raises:
        CorpusError: the file is missing or is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: no such file") from error
    except ValueError as error:
        raise CorpusError(f"{path}: not JSON: {error}") from error


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (file:line, object) for each line of a UTF-8 file that is not blank, lazily.

    Raises:
        CorpusError: the file is missing, or a line is not UTF-8 or not a JSON object; then the message starts with
            file:line.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    where = f"{path}:{number}"
                    yield where, parse_object(line, where)
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: no such file") from error


def parse_object(line: bytes, where: str) -> dict[str, Any]:
    """The JSON object of one line.

    Raises:
        CorpusError: the line is not UTF-8 or not a JSON object; the message starts with where.
    """
    try:
        value = parse_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{where}: not UTF-8: {error}") from error
    except ValueError as error:
        raise CorpusError(f"{where}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise CorpusError(f"{where}: a JSON object is needed, found {type(value).__name__}")
    return value
