"""Labelled texts: JSONL rows → Example."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from corpora.errors import CorpusError
from corpora.jsonl import read_lines
from corpora.taxonomy import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text with its gold labels, primary first; no labels means none of the taxonomy's."""

    id: str
    text: str
    language: str
    labels: tuple[str, ...] = ()
    genre: str = ""
    country: str = ""
    topic: str = ""
    writer: str = ""
    twin: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        if len(set(self.labels)) < len(self.labels):
            raise ValueError(f"labels repeat: {', '.join(self.labels)}")
        if self.language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {self.language!r}")
        if not self.text.strip():
            raise ValueError("text is empty")
        self.text.encode()  # a lone surrogate, which JSON lets through, is a ValueError here
        if not 0 < self.weight < inf:
            raise ValueError(f"weight must be a number above 0, not {self.weight}")

    @property
    def primary(self) -> str | None:
        """The label with the most substance, or None when there is none."""
        return self.labels[0] if self.labels else None

    @property
    def group(self) -> str:
        """What must never stand on both sides of a split: the pair of twins, or the text alone."""
        return min(self.id, self.twin) if self.twin else self.id


def read_examples(path: Path, labels: Iterable[str]) -> Iterator[Example]:
    """Yield the examples of one JSONL file in file order.

    Fields: id, text, language (or lang), labels; genre, country, topic, writer, twin and weight may be left out,
    other fields are passed over.

    Raises:
        CorpusError: a line is no JSON object, lacks a field or names an unknown
            label; the message starts with file:line.
    """
    known = tuple(labels)
    for where, row in read_lines(path):
        yield _parse_example(row, where, known)


def _parse_example(row: dict[str, Any], where: str, known: tuple[str, ...]) -> Example:
    fields = {"language": row.get("lang"), **row}
    missing = [name for name in ("id", "text", "language", "labels") if fields.get(name) is None]
    if missing:
        raise CorpusError(f"{where}: missing {', '.join(missing)}")
    if not isinstance(fields["text"], str):
        raise CorpusError(f"{where}: text must be a string")
    if not isinstance(fields["labels"], list):
        raise CorpusError(f"{where}: labels must be a list, primary first ([] for none)")
    unknown = [str(label) for label in fields["labels"] if label not in known]
    if unknown:
        raise CorpusError(f"{where}: unknown label {', '.join(unknown)}; allowed: {', '.join(known)}")
    try:
        return Example(
            id=str(fields["id"]),
            text=fields["text"],
            language=str(fields["language"]),
            labels=tuple(fields["labels"]),
            genre=str(fields.get("genre") or ""),
            country=str(fields.get("country") or ""),
            topic=str(fields.get("topic") or ""),
            writer=str(fields.get("writer") or ""),
            twin=str(fields.get("twin") or ""),
            weight=float(fields.get("weight", 1.0)),
        )
    except (TypeError, ValueError) as error:
        raise CorpusError(f"{where}: {error}") from error
