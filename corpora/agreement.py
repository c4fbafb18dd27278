"""Labels of several people for the same texts → how well each two of them agree, label by label."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

LabelsByAuthor = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two people agree on one label.

    n_texts : texts that both labelled.
    n_agreed : those on which both gave the label, or neither did.
    kappa : Cohen's κ, in [-1, 1]; None where chance alone would make them agree on every text.
    """

    label: str
    authors: tuple[str, str]
    n_texts: int
    n_agreed: int
    kappa: float | None


def agreements(texts: Iterable[LabelsByAuthor], labels: Collection[str]) -> Iterator[Agreement]:
    """Yield the agreement on every label of every two people who labelled a text in common, by their names."""
    common: dict[tuple[str, str], list[tuple[frozenset[str], frozenset[str]]]] = {}
    for by_author in texts:
        for first, second in combinations(sorted(by_author), 2):
            common.setdefault((first, second), []).append((by_author[first], by_author[second]))
    for authors, pairs in sorted(common.items()):
        for label in labels:
            first_has = [label in first for first, _ in pairs]
            second_has = [label in second for _, second in pairs]
            n_agreed = sum(one is other for one, other in zip(first_has, second_has, strict=True))
            yield Agreement(label, authors, len(pairs), n_agreed, cohen_kappa(first_has, second_has))


def cohen_kappa(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    """Cohen's κ of two people's answers to the same questions; None where it is undefined.

    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20(1).

    >>> cohen_kappa([True, True, False, False], [True, False, False, False])
    0.5
    """
    n = len(first)
    agreed = n * sum(one is other for one, other in zip(first, second, strict=True))
    by_chance = sum(first) * sum(second) + (n - sum(first)) * (n - sum(second))
    return None if by_chance == n * n else (agreed - by_chance) / (n * n - by_chance)
