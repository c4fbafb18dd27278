"""What another model version would make of an archive: where it is kept, and how it is written and read."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.whole_files import write_whole
from service.job_files import JobFiles


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """A document whose labels or outcome would change.

    place : its number in the archive's file of tags, from 0.
    old, new : outcome, labels, candidates, scores and quotes, as `service.comparison` gives them.
    """

    place: int
    id: str
    title: str
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """All documents that would lose and gain the same; documents holds the first of them, n counts them all."""

    lost: tuple[str, ...]
    gained: tuple[str, ...]
    n: int
    documents: tuple[ChangedDocument, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What would change in an archive, the most frequent change first; n_documents counts those that were compared."""

    old_version: str
    new_version: str
    n_documents: int
    groups: tuple[ChangeGroup, ...]

    @property
    def n_changed(self) -> int:
        """How many documents would change."""
        return sum(group.n for group in self.groups)


def impact_file(files: JobFiles, version: str) -> Path:
    """Where it stands, beside the archive's tags: it goes with them."""
    return files.folder / f"impact.{version}.json"


def impact_job_id(archive: str, version: str) -> str:
    """The id of the job that works it out: the same for the same question, so that it is worked out once.

    It cannot be guessed without the archive's id, 32 hexadecimal digits.
    """
    return uuid.uuid5(uuid.UUID(archive), version).hex


def write_impact(impact: Impact, path: Path) -> None:
    """Write a file that is whole or not there."""
    write_whole(path, json.dumps(asdict(impact)).encode())


def read_impact(path: Path) -> Impact | None:
    """What `write_impact` wrote; None where it was not worked out."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Impact(**row | {"groups": tuple(map(_to_group, row["groups"]))})


def _to_group(row: dict[str, Any]) -> ChangeGroup:
    documents: Sequence[dict[str, Any]] = row["documents"]
    return ChangeGroup(
        tuple(row["lost"]), tuple(row["gained"]), row["n"], tuple(ChangedDocument(**d) for d in documents)
    )
