"""Overlapping spans of tokens → those that stay."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def keep_longest(spans: Iterable[tuple[int, int, T]]) -> list[tuple[int, int, T]]:
    """Keep the longest of overlapping spans (first token, end, whatever they carry; the first of equals), in order.

    >>> keep_longest([(0, 1, "a"), (0, 2, "b"), (1, 2, "c"), (4, 5, "d")])
    [(0, 2, 'b'), (4, 5, 'd')]
    """
    kept: list[tuple[int, int, T]] = []
    taken: set[int] = set()
    for first, end, carried in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(first, end)):
            taken.update(range(first, end))
            kept.append((first, end, carried))
    return sorted(kept, key=lambda span: span[0])
