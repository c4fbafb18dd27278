"""Rows of tags → how many documents of each year, source, language, country and organisation had which label."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.decision import Outcome
from service.tagged import Row

COLUMNS = (
    "id",
    "sha256",
    "outcome",
    "reason",
    "labels",
    "candidates",
    "date",
    "source",
    "language",
    "countries",
    "organisations",
    "model_version",
    "tagged_at",
)
UNKNOWN = ""  # the group of what a document does not state
OTHERS = "*"  # the group of what is shown by no row of its own
MOST_GROUPS = 10_000  # of one dimension; what comes later has none, so that memory is bounded
DIGEST_BYTES = 8

_ADDRESS = re.compile(r"\w+://(?:www\.)?([^/:?#]+)")
_YEAR = re.compile(r"\d{4}")


@dataclass(slots=True)
class Group:
    """How many documents had each outcome, each label, and each label in question."""

    outcomes: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    candidates: Counter[str] = field(default_factory=Counter)

    @property
    def n_documents(self) -> int:
        """How many documents there were."""
        return self.outcomes.total()

    @property
    def n_judged(self) -> int:
        """How many of them could be judged: what shares of labels refer to."""
        return self.n_documents - self.outcomes[Outcome.NOT_JUDGED]

    def add(self, row: Row) -> None:
        """Count a document."""
        self.outcomes[row["outcome"]] += 1
        self.labels.update(row["labels"])
        self.candidates.update(row["candidates"])


def year_of(row: Row) -> str:
    """The year of a document's date; UNKNOWN where it states none."""
    match = _YEAR.match(row["date"] or "")
    return match.group() if match else UNKNOWN


def source_of(row: Row) -> str:
    """Who published it; of an address, its host."""
    source = str(row["source"] or UNKNOWN)
    address = _ADDRESS.match(source)
    return address.group(1).lower() if address else source


def most_named(mentions: Sequence[Mapping[str, object]], key: str) -> list[str]:
    """The country or organisation that a document names most, and those that it names half as often at least."""
    counts = {str(mention[key]): int(str(mention["count"])) for mention in mentions}
    most = max(counts.values(), default=0)
    return [id for id, count in counts.items() if 2 * count >= most] or [UNKNOWN]


DIMENSIONS: dict[str, Callable[[Row], Iterable[str]]] = {
    "year": lambda row: [year_of(row)],
    "source": lambda row: [source_of(row)],
    "language": lambda row: [row["language"] or UNKNOWN],
    "country": lambda row: most_named(row["countries"], "code"),
    "organisation": lambda row: most_named(row["organisations"], "id"),
}


class Trends:
    """Counts, filled row by row; all memory there is are groups and a few bytes a document.

    Parameters
    ----------
    labels : sequence of str
        The labels of the taxonomy.

    Attributes
    ----------
    whole : Group
        Of all documents.
    groups : dict
        By dimension and what documents state of it, up to MOST_GROUPS and UNKNOWN. A document that names several
        countries is in several groups.
    reasons : Counter
        Why documents were not judged.
    runs : set of (model version, time)
        Which versions tagged them, and when, ISO 8601.
    n_same : int
        Documents that could be judged and whose text an earlier one has too; they are in all other counts.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.whole = Group()
        self.groups: dict[str, dict[str, Group]] = {name: {} for name in DIMENSIONS}
        self.reasons: Counter[str] = Counter()
        self.runs: set[tuple[str, str]] = set()
        self.n_same = 0
        self._seen: set[str] = set()

    def add(self, row: Row) -> None:
        """Count a document by its row of `COLUMNS`."""
        self.whole.add(row)
        self.runs.add((row["model_version"] or UNKNOWN, row["tagged_at"] or UNKNOWN))
        if row["outcome"] == Outcome.NOT_JUDGED:
            self.reasons[row["reason"] or "without reason"] += 1
        else:
            self._note_text(row["sha256"] or row["id"])
        for name, keys_of in DIMENSIONS.items():
            for key in keys_of(row):
                if group := self._group(name, key):
                    group.add(row)

    def years(self) -> list[tuple[str, Group]]:
        """The years that documents state, in order; those without a document are not among them."""
        return sorted(item for item in self.groups["year"].items() if item[0] != UNKNOWN)

    def largest(self, dimension: str, n: int) -> list[tuple[str, Group]]:
        """The groups with most documents, at most n; what is not stated is none of them."""
        stated = [item for item in self.groups[dimension].items() if item[0] not in (OTHERS, UNKNOWN)]
        return sorted(stated, key=lambda item: (-item[1].n_documents, item[0]))[:n]

    def _group(self, dimension: str, key: str) -> Group | None:
        groups = self.groups[dimension]
        if key not in groups and (len(groups) < MOST_GROUPS or key == UNKNOWN):
            groups[key] = Group()
        return groups.get(key)

    def _note_text(self, digest: str) -> None:
        if (short := digest[: 2 * DIGEST_BYTES]) in self._seen:
            self.n_same += 1
        self._seen.add(short)
