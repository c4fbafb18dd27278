"""Rows → counts: what became of the documents of a run."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpora.document import Reason
from service.tagged import Row

FAILURES = (Reason.CORRUPT, Reason.ENCRYPTED, Reason.TOO_LARGE, Reason.TOO_COSTLY, Reason.UNSUPPORTED_FORMAT)


@dataclass(slots=True)
class Tally:
    """Counts of documents by outcome, by reason and by label; a duplicate's row, without an outcome, counts as such."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    n_duplicates: int = 0

    @property
    def n_documents(self) -> int:
        """How many documents there were."""
        return self.outcomes.total() + self.n_duplicates

    @property
    def n_failed(self) -> int:
        """How many could not be read; each is a row with its reason."""
        return sum(self.reasons[reason] for reason in FAILURES)

    def add(self, rows: Iterable[Row]) -> None:
        """Count some rows."""
        for row in rows:
            if row.get("outcome"):
                self.outcomes[row["outcome"]] += 1
                self.reasons[row["reason"] or ""] += 1
                self.labels.update(row["labels"])
            else:
                self.n_duplicates += 1
