"""The history of labels → where each text stands: what people agree on, dispute, or nobody else confirmed yet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from corpora.annotation import Kind


class TextState(StrEnum):
    """Where a text stands.

    AGREED: what is known of it is trained on. DISPUTED: people gave it other labels, and nothing settled it.
    QUARANTINED: one person alone labelled it, who already counts for as much as one person may. ERASED: its
    characters are gone. UNLABELLED: no label stands.
    """

    AGREED = "agreed"
    DISPUTED = "disputed"
    QUARANTINED = "quarantined"
    ERASED = "erased"
    UNLABELLED = "unlabelled"


@dataclass(frozen=True, slots=True)
class Cap:
    """How much one person's labels may count for where nobody else confirmed them.

    weight : of one text in training.
    most_weight : of all such texts of one author together.
    """

    weight: float = 1.0
    most_weight: float = float("inf")

    def allows(self, n_texts: int) -> bool:
        """Whether an author may have so many such texts."""
        return n_texts * self.weight <= self.most_weight * (1 + 1e-9)


@dataclass(frozen=True, slots=True)
class Vote:
    """An annotation that was not taken back, as far as it decides."""

    number: int
    digest: str
    author: str
    kind: Kind
    labels: tuple[str, ...]
    is_erased: bool


@dataclass(slots=True)
class Standing:
    """What stands of what was said of one text: the latest by each author, and the latest settlement."""

    is_erased: bool = False
    by_author: dict[str, Vote] = field(default_factory=dict)
    settlement: Vote | None = None

    @property
    def decision(self) -> Vote | None:
        """The vote whose labels hold: the settlement, else the latest where all agree; None where none does."""
        if self.settlement or not self.by_author or self.is_disputed:
            return self.settlement
        return max(self.by_author.values(), key=lambda vote: vote.number)

    @property
    def is_disputed(self) -> bool:
        """Whether people gave it other labels, whatever their order, and nothing settled it; erased texts are not."""
        return not self.is_erased and self.settlement is None and len(set(self.labels_by_author.values())) > 1

    @property
    def only_author(self) -> str | None:
        """Who alone labelled it, with nobody's confirmation, or None."""
        return None if self.settlement or len(self.by_author) != 1 else next(iter(self.by_author))

    @property
    def labels_by_author(self) -> dict[str, frozenset[str]]:
        """The labels that each author gave."""
        return {author: frozenset(vote.labels) for author, vote in self.by_author.items()}


def standings(votes: Iterable[Vote]) -> dict[str, Standing]:
    """Votes by rising number → where each text stands, by digest."""
    found: dict[str, Standing] = {}
    for vote in votes:
        standing = found.setdefault(vote.digest, Standing(vote.is_erased))
        if vote.kind is Kind.SETTLEMENT:
            standing.settlement = vote
        else:
            standing.by_author[vote.author] = vote
    return found


def states(texts: dict[str, Standing], cap: Cap) -> Iterator[tuple[str, TextState]]:
    """Yield (digest, state) in the order in which the deciding votes were given; texts without any come first.

    The oldest votes of an author count first, so that whoever changes many labels moves no more than the cap.
    """
    n_alone: Counter[str] = Counter()
    for digest, standing in sorted(texts.items(), key=_by_decision):
        state = _state_of(standing)
        author = standing.only_author
        if state is TextState.AGREED and author is not None:
            n_alone[author] += 1
            state = state if cap.allows(n_alone[author]) else TextState.QUARANTINED
        yield digest, state


def _by_decision(item: tuple[str, Standing]) -> int:
    decision = item[1].decision
    return decision.number if decision else 0


def _state_of(standing: Standing) -> TextState:
    if standing.is_erased:
        return TextState.ERASED
    if standing.is_disputed:
        return TextState.DISPUTED
    return TextState.AGREED if standing.decision else TextState.UNLABELLED
