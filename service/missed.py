"""Documents without a label, drawn at random and reviewed by people → how many the tags miss.

For each label the documents that lack it are divided by what became of them, and lots are drawn in each part. A lot
belongs to a document, not to a label, so that the samples of all labels largely coincide and one list serves them all
(coordinated sampling by permanent random numbers, Ohlsson 1995). Any beginning of that list is a sample; a list with
gaps is none.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from models.decision import Outcome
from service.lots import lot_of
from service.proportions import Estimate, Stratum, estimate_total
from service.reviews import Reviews
from service.tagged import Key, Row, key_of

N_PER_LABEL = 100  # documents without it
LEAST_SHARE = 0.2  # of a label's sample, in each part that has as many documents
STRATA = (Outcome.NONE, Outcome.TAGGED, Outcome.UNCERTAIN)  # of the documents without a label that could be judged

_Ticket = tuple[int, Key]


@dataclass(frozen=True, slots=True)
class Missed:
    """How many documents a label is missing from.

    strata : by what became of the documents without the label, in the order of STRATA.
    total : None where too few were reviewed to tell.
    """

    label: str
    n_given: int
    strata: tuple[Stratum, ...]
    total: Estimate | None

    @property
    def recall(self) -> Estimate | None:
        """The share of the documents about it that have the label, if it is right wherever it was given."""
        if not self.total or not self.n_given:
            return None
        shares = [self.n_given / (self.n_given + n) for n in (self.total.value, self.total.high, self.total.low)]
        return Estimate(*shares)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What reviews tell of every label.

    n_drawn, n_reviewed : documents that were drawn, and those of them that were reviewed.
    n_waiting : of the reviewed, those that do not count yet, since a document of a lower lot was not reviewed.
    n_others : reviews of documents that were not drawn; nothing is told from them, for people may have chosen them.
    """

    labels: tuple[Missed, ...]
    n_drawn: int
    n_reviewed: int
    n_waiting: int
    n_others: int

    @property
    def n_counted(self) -> int:
        """How many reviews the estimates are made of."""
        return self.n_reviewed - self.n_waiting


class Sample:
    """Draws the documents that people should review, while rows pass by.

    Parameters
    ----------
    labels : sequence of str
    """

    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self._n_given: Counter[str] = Counter()
        self._sizes: dict[str, Counter[str]] = {label: Counter() for label in labels}
        self._lowest: dict[tuple[str, str], list[_Ticket]] = defaultdict(list)

    def add(self, row: Row) -> None:
        """See a document by its row, of which id, sha256, outcome and labels are needed."""
        self._n_given.update(row["labels"])
        ticket = (-lot_of(row["id"]), key_of(row))
        for label in self.labels:
            if label not in row["labels"]:
                self._sizes[label][row["outcome"]] += 1
                self._keep(self._lowest[label, row["outcome"]], ticket)

    def documents(self) -> list[Key]:
        """The documents drawn for any label, in the order of their lots, so that any beginning is a sample too."""
        tickets = {ticket for label in self.labels for stratum in STRATA for ticket in self._drawn(label, stratum)}
        return [key for _, key in sorted(tickets, reverse=True)]

    def judge(self, reviews: Reviews) -> Reviewed:
        """How many documents each label is missing from, by the reviews of those that were drawn for it.

        Reviews count up to the first document, in the order of lots, that was not reviewed: with those that people
        chose to leave out, or that joined the archive since, the rest would be no random sample.
        """
        drawn = self.documents()
        n_reviewed = sum(key in reviews for key in drawn)
        counted = {key: reviews[key] for key in takewhile(reviews.__contains__, drawn)}
        missed = tuple(self._missed(label, counted) for label in self.labels)
        return Reviewed(missed, len(drawn), n_reviewed, n_reviewed - len(counted), len(reviews) - n_reviewed)

    def _missed(self, label: str, reviews: Reviews) -> Missed:
        strata = tuple(self._stratum(label, stratum, reviews) for stratum in STRATA)
        return Missed(label, self._n_given[label], strata, estimate_total(strata))

    def _stratum(self, label: str, stratum: str, reviews: Reviews) -> Stratum:
        found = [label in reviews[key] for _, key in self._drawn(label, stratum) if key in reviews]
        return Stratum(self._sizes[label][stratum], len(found), sum(found))

    def _drawn(self, label: str, stratum: str) -> list[_Ticket]:
        quota = allocate(N_PER_LABEL, [self._sizes[label][name] for name in STRATA])[STRATA.index(Outcome(stratum))]
        return heapq.nlargest(quota, self._lowest[label, stratum])

    def _keep(self, lowest: list[_Ticket], ticket: _Ticket) -> None:
        push = heapq.heappush if len(lowest) < N_PER_LABEL else heapq.heappushpop
        push(lowest, ticket)


def allocate(size: int, available: Sequence[int]) -> list[int]:
    """Divide a sample over parts in proportion to what is available, with a least share for each."""
    least = [min(n, round(LEAST_SHARE * size)) for n in available]
    quotas = list(least)
    while sum(quotas) < min(size, sum(available)):
        wanting = [part for part, n in enumerate(available) if quotas[part] < n]
        quotas[max(wanting, key=lambda part: available[part] / (quotas[part] + 1))] += 1
    return quotas
