"""A document with its TagRecord → what is shown of it: labels, the text in marked pieces, why, the record to keep."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from corpora.document import Document
from corpora.taxonomy import Taxonomy
from models.decision import Outcome
from models.record import Evidence, TagRecord
from service.review_session import PREDICTION
from service.stretches import Stretch, letter_of, stretches

N_STYLES = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """How a label's passages are told apart: by a letter, and by a colour with a line, of `N_STYLES`."""

    name: str
    letter: str
    style: int


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of the taxonomy with its probability and threshold, in [0, 1].

    state : "given", "asked" where it is in question, else "".
    evidence : the passages and terms that carry it, or None.
    """

    id: str
    mark: Mark
    description: str
    score: float
    threshold: float
    state: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of the text that are shown alike.

    start : the first of them, counted as in a quote.
    marks : of the labels that they are evidence for.
    page : the number of the page that begins here, or None.
    """

    text: str
    start: int
    marks: tuple[Mark, ...]
    page: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """All that is shown of one document."""

    document: Document
    record: TagRecord
    labels: tuple[LabelRow, ...]

    @property
    def title(self) -> str:
        """What it is called: its title, else its id."""
        return self.record.title or self.record.id

    @property
    def is_judged(self) -> bool:
        """Whether there are labels to look at, and to correct."""
        return self.record.outcome is not Outcome.NOT_JUDGED

    @property
    def has_text(self) -> bool:
        """Whether the text is at hand; of an archive, only where its rows hold it."""
        return bool(self.document.full_text)

    @property
    def named(self) -> tuple[LabelRow, ...]:
        """The labels that were given or are in question, best first."""
        return tuple(row for row in self.labels if row.state)

    @property
    def pieces(self) -> Iterator[Piece]:
        """The whole text, in order."""
        return _pieces(self.document, self.record, {row.id: row.mark for row in self.labels})

    @property
    def json(self) -> str:
        """The record as an address that holds it."""
        row = json.dumps(self.record.to_row(), ensure_ascii=False, indent=2).encode("utf-8", "replace")
        return f"data:application/json;base64,{b64encode(row).decode()}"

    @property
    def as_example(self) -> str:
        """What a correction says besides its labels, as JSON, which a form carries unchanged."""
        record = self.record
        return json.dumps(
            {
                "text": self.document.full_text,
                "language": record.language,
                "source": record.source,
                "prediction": {name: getattr(record, name) for name in PREDICTION},
            }
        )


def to_finding(document: Document, record: TagRecord, taxonomy: Taxonomy, language: str) -> Finding:
    """What is shown to readers of a language; the most probable label first."""
    evidence = {part.label: part for part in record.evidence}
    marks = marks_of(taxonomy, language)
    rows = [
        LabelRow(
            label.id,
            marks[label.id],
            label.description[language],
            record.scores.get(label.id, 0.0),
            record.thresholds.get(label.id, 1.0),
            "given" if label.id in record.labels else "asked" if label.id in record.candidates else "",
            evidence.get(label.id),
        )
        for label in taxonomy.labels
    ]
    return Finding(document, record, tuple(sorted(rows, key=lambda row: -row.score)))


def marks_of(taxonomy: Taxonomy, language: str) -> dict[str, Mark]:
    """How each label is marked, by its id, named in a language."""
    return {
        label.id: Mark(label.name[language], letter_of(place), place % N_STYLES)
        for place, label in enumerate(taxonomy.labels)
    }


def _pieces(document: Document, record: TagRecord, marks: dict[str, Mark]) -> Iterator[Piece]:
    text = document.full_text
    shift = len(text) - len(document.text)
    begins = {start + shift: page for page, start in enumerate(document.page_starts, start=1)}
    for stretch in stretches(len(text), record.evidence, begins):
        piece = text[stretch.start : stretch.end]
        yield Piece(piece, stretch.start, _marks(stretch, record, marks), begins.get(stretch.start))


def _marks(stretch: Stretch, record: TagRecord, marks: dict[str, Mark]) -> tuple[Mark, ...]:
    quoted = dict.fromkeys(record.evidence[place].label for place in stretch.labels)
    return tuple(marks[label] for label in quoted if label in marks)  # a version may have served that has others
