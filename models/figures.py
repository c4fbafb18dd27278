"""What was said of many documents → figures that can be compared: shares, confidence, unknown words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.decision import Outcome


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a set of documents; None where no document was judged.

    outcomes : the share of the documents that each outcome has.
    languages, labels : the share of the judged documents that is in each language, and that each label was given to.
    mean_confidence : how sure the least sure of a document's labels is, on average; from 0.5 to 1.
    unknown_word_rate : the share of the words that the model has never met.
    """

    n_documents: int
    n_judged: int
    outcomes: dict[str, float]
    languages: dict[str, float]
    labels: dict[str, float]
    mean_confidence: float | None
    unknown_word_rate: float | None


@dataclass(slots=True)
class Counts:
    """What figures are computed from; confidence is a sum, languages and labels count judged documents."""

    outcomes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    confidence: float = 0.0
    n_words: int = 0
    n_unknown_words: int = 0

    def figures(self, labels: Sequence[str]) -> Figures:
        """The figures, for each of the labels in their order."""
        n_documents, n_judged = self.outcomes.total(), self.languages.total()
        return Figures(
            n_documents,
            n_judged,
            _shares(self.outcomes, [outcome.value for outcome in Outcome], n_documents),
            _shares(self.languages, sorted(self.languages), n_judged),
            _shares(self.labels, labels, n_judged),
            round(self.confidence / n_judged, 4) if n_judged else None,
            round(self.n_unknown_words / self.n_words, 4) if self.n_words else None,
        )


def _shares(counts: Mapping[str, int], names: Sequence[str], total: int) -> dict[str, float]:
    return {name: round(counts.get(name, 0) / total, 4) for name in names} if total else {}
