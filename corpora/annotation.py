"""What one person said of one text at one time: its labels, and how they came about."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpora.document import digest_text
from corpora.taxonomy import LANGUAGES


class Kind(StrEnum):
    """Why somebody labelled a text.

    EXAMPLE: to teach. CORRECTION: a prediction was looked at. SETTLEMENT: people disagreed, and this decides.
    """

    EXAMPLE = "example"
    CORRECTION = "correction"
    SETTLEMENT = "settlement"


class ChosenBy(StrEnum):
    """How the review queue came to show the text."""

    UNCERTAIN = "uncertain"
    COMPETING = "competing"
    RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnnotation:
    """Labels for a text, primary first, to be stored; no labels means none of the taxonomy's.

    text : title and text as one, as `Document.full_text` gives them.
    source : who published the text or where it stands; None leaves what is known of it.
    prediction : what was predicted: model_version, outcome, labels, candidates and scores.
    """

    author: str
    text: str
    language: str
    labels: tuple[str, ...]
    kind: Kind = Kind.EXAMPLE
    source: str | None = None
    comment: str | None = None
    chosen_by: ChosenBy | None = None
    prediction: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        if len(set(self.labels)) < len(self.labels):
            raise ValueError(f"labels repeat: {', '.join(self.labels)}")
        if self.language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {self.language!r}")
        if not self.text.strip():
            raise ValueError("text is empty")

    @property
    def digest(self) -> str:
        """The text's identity: its SHA-256."""
        return digest_text(self.text)

    @property
    def said(self) -> tuple[Any, ...]:
        """What was said, by whom and of which text, whatever the time."""
        return self.digest, self.author, self.kind, self.labels, self.comment, self.chosen_by, self.prediction


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """Labels for a text as they are stored; times are seconds since 1970 by the database's clock.

    number : rises with every annotation of a store.
    id : names it to the world; it cannot be guessed.
    language, source : what is known of the text.
    deleted_at : when it was taken back, or None.
    """

    number: int
    id: str
    digest: str
    author: str
    kind: Kind
    labels: tuple[str, ...]
    language: str
    source: str | None
    comment: str | None
    chosen_by: ChosenBy | None
    prediction: dict[str, Any] | None
    created_at: float
    deleted_at: float | None

    @property
    def said(self) -> tuple[Any, ...]:
        """The same as that of the `NewAnnotation` it was."""
        return self.digest, self.author, self.kind, self.labels, self.comment, self.chosen_by, self.prediction
