"""The labels of a corpus: labels.json → Taxonomy."""

from dataclasses import dataclass
from pathlib import Path

from corpora.errors import CorpusError
from corpora.jsonl import read_json

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Label:
    """One kind of response; name and description are keyed by language."""

    id: str
    name: dict[str, str]
    description: dict[str, str]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The labels a classifier can give, in the order of every score array."""

    labels: tuple[Label, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The label ids, in order."""
        return tuple(label.id for label in self.labels)


def read_taxonomy(path: Path) -> Taxonomy:
    """Read a label file: {"labels": [{"id", "name": {en, es}, "description": {en, es}}, …]}.

    Raises:
        CorpusError: the file is missing, is no such JSON, or an id repeats.
    """
    try:
        labels = tuple(
            Label(row["id"], dict(row["name"]), dict(row["description"])) for row in read_json(path)["labels"]
        )
    except (KeyError, TypeError) as error:
        raise CorpusError(f"{path}: every label needs id, name and description ({error!r})") from error
    ids = [label.id for label in labels]
    if not ids or len(set(ids)) < len(ids):
        raise CorpusError(f"{path}: label ids must be there and differ; found {ids}")
    return Taxonomy(labels)
