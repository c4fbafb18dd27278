"""Rows of tags → for each label a few passages that speak for it, of different documents, sources and languages."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.lots import lot_of
from service.tagged import Row, read_rows
from service.trends import source_of

COLUMNS = ("id", "labels", "scores", "language", "source", "sha256")
QUOTED_COLUMNS = ("id", "sha256", "title", "date", "source", "language", "evidence")
N_QUOTATIONS = 6
N_SHORTLISTED = 24  # of a label and a language


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage, verbatim, and where it stands; page is counted from 1, None where there are no pages."""

    label: str
    text: str
    page: int | None
    document: Row


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    """A document that speaks for a label, the better the greater: for no other label, surely, then by lot."""

    is_alone: bool
    score: float
    lot: int
    id: str
    sha256: str
    source: str
    language: str


class Shortlist:
    """The documents that speak most clearly for each label, kept while rows pass by: few, whatever the archive."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, str], list[_Candidate]] = defaultdict(list)

    def add(self, row: Row) -> None:
        """See a document by its row of `COLUMNS`."""
        for label in row["labels"]:
            self._keep(label, _to_candidate(row, label))

    def quotations(self, path: Path, labels: Sequence[str]) -> dict[str, list[Quotation]]:
        """The passages, by label, fetched from the file that the rows came from."""
        ids = {candidate.id for best in self._best.values() for candidate in best}
        rows = {(row["id"], row["sha256"]): row for row in read_rows(path, QUOTED_COLUMNS, ids)} if ids else {}
        return {label: _quote(self._diverse(label), rows, label) for label in labels}

    def _keep(self, label: str, candidate: _Candidate) -> None:
        best = self._best[label, candidate.language]
        push = heapq.heappush if len(best) < N_SHORTLISTED else heapq.heappushpop
        push(best, candidate)

    def _diverse(self, label: str) -> Iterator[_Candidate]:
        """All that are kept for a label, languages and sources taking turns."""
        rest = sorted((one for key, best in self._best.items() if key[0] == label for one in best), reverse=True)
        languages, sources = Counter[str](), Counter[str]()
        while rest:
            chosen = min(rest, key=lambda one: (languages[one.language], sources[one.source]))
            rest.remove(chosen)
            languages[chosen.language] += 1
            sources[chosen.source] += 1
            yield chosen


def _to_candidate(row: Row, label: str) -> _Candidate:
    score = (row["scores"] or {}).get(label) or 0.0
    is_alone = len(row["labels"]) == 1
    return _Candidate(
        is_alone, score, lot_of(row["id"]), row["id"], row["sha256"] or "", source_of(row), row["language"] or ""
    )


def _quote(candidates: Iterator[_Candidate], rows: Mapping[tuple[str, str], Row], label: str) -> list[Quotation]:
    """The best passage of each document until there are enough; the same words are not quoted twice."""
    quotations: dict[str, Quotation] = {}
    for candidate in candidates:
        row = rows.get((candidate.id, candidate.sha256))
        if (passage := _passage(row, label)) and len(quotations) < N_QUOTATIONS:
            words = " ".join(passage["text"].split()).casefold()
            quotations.setdefault(words, Quotation(label, passage["text"], passage.get("page"), row or {}))
    return list(quotations.values())


def _passage(row: Row | None, label: str) -> Row | None:
    passages = [part["passages"] for part in (row or {}).get("evidence", ()) if part["label"] == label]
    return passages[0][0] if passages and passages[0] else None
