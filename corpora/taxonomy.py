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
            Label(str(row["id"]), _by_language(row["name"]), _by_language(row["description"]))
            for row in read_json(path)["labels"]
        )
    except (KeyError, TypeError) as error:
        languages = ", ".join(LANGUAGES)
        raise CorpusError(
            f"{path}: every label needs an id, and name and description in {languages} ({error!r})"
        ) from error
    ids = [label.id for label in labels]
    if not ids or len(set(ids)) < len(ids):
        raise CorpusError(f"{path}: label ids must be there and differ; found {ids}")
    return Taxonomy(labels)


def _by_language(texts: dict[str, str]) -> dict[str, str]:
    return {language: str(texts[language]) for language in LANGUAGES}
