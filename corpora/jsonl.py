"""Files of JSON: one value a file, or one object a line, with errors one can click on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.errors import CorpusError


def read_json(path: Path) -> Any:
    """Read one JSON value.

    Raises:
        CorpusError: the file is missing or is not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: no such file") from error
    except ValueError as error:
        raise CorpusError(f"{path}: not JSON: {error}") from error


def parse_lines(lines: Iterator[str], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (where, object) for each line that is not blank; where is name:line.

    Raises:
        CorpusError: a line is not a JSON object; the message starts with name:line.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            where = f"{name}:{number}"
            yield where, _parse_object(line, where)


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (file:line, object) for each line of a file that is not blank, lazily.

    Raises:
        CorpusError: the file is missing, is not UTF-8, or a line is not a JSON object.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            yield from parse_lines(lines, str(path))
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8: {error}") from error


def _parse_object(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise CorpusError(f"{where}: not JSON: {error}") from error
    except RecursionError as error:
        raise CorpusError(f"{where}: nested too deeply") from error
    if not isinstance(value, dict):
        raise CorpusError(f"{where}: a JSON object is needed, found {type(value).__name__}")
    return value
