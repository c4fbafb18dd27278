"""Review lists: documents for a person to read, as JSON Lines without labels ↔ the labels that the person filled in."""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpora.errors import CorpusError
from corpora.jsonl import read_lines
from service.tagged import Key, Row, key_of, read_rows
from training.page import write_parts

LISTED = ("id", "sha256", "title", "date", "source", "language")
EXCERPT_CHARACTERS = 1_500

Reviews = Mapping[Key, frozenset[str]]


def write_review_list(path: Path, tags: Path, documents: Sequence[Key], reviews: Reviews) -> None:
    """Write a line for each document, in order; its `labels` are null until a person has named them, [] for none.

    The excerpt is the beginning of the text, where the file of tags holds it. Tags are left out, for they would sway
    the person; labels of a review that is there already are kept.
    """
    rows = {key_of(row): row | _excerpt(row) for row in read_rows(tags, [*LISTED, "text"], {id for id, _ in documents})}
    lines = (_to_line(rows[key], reviews.get(key)) for key in documents)
    write_parts(path, (json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def read_reviews(path: Path, labels: Collection[str]) -> Reviews:
    """The labels by document of a list's lines that were filled in.

    Raises:
        CorpusError: a line is malformed, names a label that is not one of these, or a document that was reviewed
            before; the message starts with file:line.
    """
    reviews: dict[Key, frozenset[str]] = {}
    for where, line in read_lines(path):
        if line.get("labels") is None:
            continue
        key = str(line.get("id")), str(line.get("sha256"))
        if key in reviews:
            raise CorpusError(f"{where}: {key[0]} was reviewed before; one line for each document")
        reviews[key] = _parse_labels(line["labels"], labels, where)
    return reviews


def _parse_labels(value: Any, labels: Collection[str], where: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(label in labels for label in value):
        allowed = ", ".join(labels)
        raise CorpusError(f"{where}: labels must be a list of some or none of {allowed}; found {value!r}")
    return frozenset(value)


def _excerpt(row: Row) -> Row:
    return {"text": (row["text"] or "")[:EXCERPT_CHARACTERS]}


def _to_line(row: Row, labels: frozenset[str] | None) -> Row:
    known = {name: row[name] for name in LISTED}
    return known | {"excerpt": row["text"], "labels": None if labels is None else sorted(labels)}
