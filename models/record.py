"""The answer about one document: TagRecord, and how it is written as a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from corpora.document import Note, NoteCode, Reason
from models.decision import Outcome
from models.facets import CountryCount, OrganisationCount

_SAME_IN_A_ROW = (
    *("id", "sha256", "language", "scores", "thresholds", "title", "date", "source"),
    *("model_version", "corpus_digest", "tagged_at"),
)
_LISTS_IN_A_ROW = ("labels", "candidates", "authors", "subjects")


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage, verbatim; start and end are characters of the text whose SHA-256 the record names.

    page : counted from 1; None for formats without pages.
    """

    text: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the document and how much it weighed for the label (log-odds; negative: against)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in the document carries a label: the best passages first, and the terms that weighed most."""

    label: str
    passages: tuple[Quote, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRecord:
    """All that was found out about a document, and with what.

    scores : probability per label in [0, 1]; empty when the document was not judged.
    thresholds : the probability from which each label is given.
    labels : primary first; empty unless the outcome is tagged.
    candidates : the labels in question, best first; empty unless the outcome is uncertain.
    countries, organisations : that its content names, the most often named first.
    title, date, source, authors, subjects : as the document states them.
    n_words, n_unknown_words : that were judged, and those of them that the model has never met; not in the row.
    notes : what a reader should know besides, such as parts that were left out.
    """

    id: str
    sha256: str
    outcome: Outcome
    model_version: str
    corpus_digest: str
    tagged_at: str
    language: str | None = None
    reason: Reason | None = None
    labels: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    scores: dict[str, float] = field(default_factory=dict)
    thresholds: dict[str, float] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    countries: tuple[CountryCount, ...] = ()
    organisations: tuple[OrganisationCount, ...] = ()
    title: str = ""
    date: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    n_words: int = 0
    n_unknown_words: int = 0

    @property
    def primary(self) -> str | None:
        """The label with the highest probability, or None when no label was given."""
        return self.labels[0] if self.labels else None

    @property
    def confidence(self) -> float | None:
        """How sure the least sure of the labels is, given or not, from 0.5 to 1; None where it was not judged."""
        return min((max(score, 1 - score) for score in self.scores.values()), default=None)

    def to_row(self) -> dict[str, Any]:
        """The record as JSON types, in the order of the contract."""
        return {
            "id": self.id,
            "language": self.language,
            "outcome": self.outcome.value,
            "reason": self.reason.value if self.reason else None,
            "primary": self.primary,
            "labels": list(self.labels),
            "candidates": list(self.candidates),
            "scores": self.scores,
            "thresholds": self.thresholds,
            "evidence": [_evidence_row(evidence) for evidence in self.evidence],
            "countries": [_flat(country) for country in self.countries],
            "organisations": [_flat(organisation) for organisation in self.organisations],
            "title": self.title,
            "date": self.date,
            "source": self.source,
            "authors": list(self.authors),
            "subjects": list(self.subjects),
            "notes": [_flat(note) for note in self.notes],
            "sha256": self.sha256,
            "model_version": self.model_version,
            "corpus_digest": self.corpus_digest,
            "tagged_at": self.tagged_at,
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The record that `to_row` wrote."""
        same = {name: row[name] for name in _SAME_IN_A_ROW} | {name: tuple(row[name]) for name in _LISTS_IN_A_ROW}
        return cls(
            outcome=Outcome(row["outcome"]),
            reason=Reason(row["reason"]) if row["reason"] else None,
            evidence=tuple(_to_evidence(part) for part in row["evidence"]),
            countries=tuple(CountryCount(**country) for country in row["countries"]),
            organisations=tuple(OrganisationCount(**organisation) for organisation in row["organisations"]),
            notes=tuple(Note(NoteCode(note["code"]), note["detail"]) for note in row["notes"]),
            **same,
        )


def _to_evidence(row: Mapping[str, Any]) -> Evidence:
    passages = tuple(Quote(**quote) for quote in row["passages"])
    return Evidence(row["label"], passages, tuple(Term(**term) for term in row["terms"]))


def _evidence_row(evidence: Evidence) -> dict[str, Any]:
    return {
        "label": evidence.label,
        "passages": [_flat(quote) for quote in evidence.passages],
        "terms": [_flat(term) for term in evidence.terms],
    }


def _flat(item: CountryCount | OrganisationCount | Note | Quote | Term) -> dict[str, Any]:
    """The fields of an object that holds no other; `dataclasses.asdict` takes ten times as long."""
    return {name: getattr(item, name) for name in item.__slots__}
