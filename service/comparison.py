"""Two files of tags of the same documents → which documents changed, and how."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from service.tagged import Key, Row, key_of, read_rows

COLUMNS = ("id", "sha256", "outcome", "labels", "model_version")
SIDE_COLUMNS = ("outcome", "labels", "candidates", "scores")
DETAIL_COLUMNS = ("id", "sha256", "title", "evidence", *SIDE_COLUMNS)
N_AT_ONCE = 10_000  # documents whose evidence is held in memory

Marks = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The labels that a document lost and gained; an outcome stands for itself where there are no labels.

    From tagged with enforcement to uncertain: lost enforcement, gained uncertain.
    """

    lost: Marks
    gained: Marks

    def describe(self, name: Callable[[str], str] = str) -> str:
        """Write it in short, as "+prevention" or "enforcement → uncertain"; name says what a label or outcome is."""
        if self.lost and self.gained:
            return " → ".join(", ".join(map(name, marks)) for marks in (self.lost, self.gained))
        return " ".join([*(f"−{name(mark)}" for mark in self.lost), *(f"+{name(mark)}" for mark in self.gained)])


@dataclass(frozen=True, slots=True)
class Changed:
    """A document that changed: id and SHA-256 of its text in the old file and in the new one."""

    old: Key
    new: Key
    change: Change

    @property
    def has_other_text(self) -> bool:
        """Whether the id stands for another text now."""
        return self.old != self.new


@dataclass(slots=True)
class Comparison:
    """What became of all documents of both files.

    old_versions, new_versions : of the models that tagged them.
    n_matched : documents that are in both files, by id.
    changed : those whose labels or outcome differ.
    other_text : ids of those whose text differs, changed or not.
    only_old, only_new : ids of documents that are in one file only.
    """

    old_versions: set[str] = field(default_factory=set)
    new_versions: set[str] = field(default_factory=set)
    n_matched: int = 0
    changed: list[Changed] = field(default_factory=list)
    other_text: list[str] = field(default_factory=list)
    only_old: list[str] = field(default_factory=list)
    only_new: list[str] = field(default_factory=list)

    def by_change(self) -> list[tuple[Change, list[Changed]]]:
        """The documents that changed, by change, the most frequent one first."""
        groups: dict[Change, list[Changed]] = defaultdict(list)
        for one in self.changed:
            groups[one.change].append(one)
        return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0].lost, item[0].gained))


def compare(old: Path, new: Path) -> Comparison:
    """Match the documents of two files by id, repeated ids by their texts too, and tell what changed.

    Raises:
        CorpusError: a file cannot be used.
    """
    result = Comparison()
    known: dict[str, list[tuple[str, Marks]]] = {}
    for row in read_rows(old, COLUMNS):
        result.old_versions.add(row["model_version"])
        known.setdefault(row["id"], []).append((row["sha256"], _marks(row)))
    for row in read_rows(new, COLUMNS):
        result.new_versions.add(row["model_version"])
        if states := known.get(row["id"]):
            _match(result, row, states)
        else:
            result.only_new.append(row["id"])
    result.only_old = [id for id, states in known.items() for _ in states]
    return result


def details(changed: Sequence[Changed], old: Path, new: Path) -> Iterator[Row]:
    """A row for each document that changed, in order, with what either file says of it and the passages quoted there.

    Of a label that stayed nothing is quoted.
    """
    rest = iter(changed)
    while some := list(islice(rest, N_AT_ONCE)):
        old_rows = _find(old, {one.old for one in some})
        new_rows = _find(new, {one.new for one in some})
        for one in some:
            yield _to_row(one, old_rows[one.old], new_rows[one.new])


def _match(result: Comparison, row: Row, states: list[tuple[str, Marks]]) -> None:
    result.n_matched += 1
    texts = [digest for digest, _ in states]
    digest, before = states.pop(texts.index(row["sha256"]) if row["sha256"] in texts else 0)
    after = _marks(row)
    if digest != row["sha256"]:
        result.other_text.append(row["id"])
    if before != after:
        change = Change(*(tuple(mark for mark in a if mark not in b) for a, b in ((before, after), (after, before))))
        result.changed.append(Changed((row["id"], digest), key_of(row), change))


def _marks(row: Row) -> Marks:
    return tuple(sorted(row["labels"])) or (row["outcome"],)


def _find(path: Path, keys: set[Key]) -> dict[Key, Row]:
    rows = read_rows(path, DETAIL_COLUMNS, {id for id, _ in keys})
    return {key: row for row in rows if (key := key_of(row)) in keys}


def _to_row(changed: Changed, old: Row, new: Row) -> Row:
    change = changed.change
    return {
        "id": changed.new[0],
        "title": new["title"],
        "lost": list(change.lost),
        "gained": list(change.gained),
        "other_text": changed.has_other_text,
        "old": _side(old, change.lost),
        "new": _side(new, change.gained),
    }


def _side(row: Row, marks: Marks) -> dict[str, Any]:
    concerned = {*marks, *row["candidates"]}
    quotes = [
        {"label": part["label"], "text": part["passages"][0]["text"], "page": part["passages"][0].get("page")}
        for part in row["evidence"]
        if part["label"] in concerned and part["passages"]
    ]
    return {name: row[name] for name in SIDE_COLUMNS} | {"quotes": quotes}
