"""Bags side by side → sums for each of them, computed over all at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.bag import NOTHING, Bag

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LEAST_LENGTH_WORDS = 15


class Batch:
    """The mentions of bags in one row after another: shape (n_mentions,), each with the place of its bag.

    lengths : words of each bag, as few as they are; shape (n_bags,).
    """

    def __init__(self, bags: Sequence[Bag]) -> None:
        self.n_bags = len(bags)
        self.lengths = np.array([len(bag.words) for bag in bags], dtype=np.int64)
        self.owners = np.repeat(np.arange(len(bags)), [len(bag.concepts) for bag in bags])
        self.concepts = np.concatenate([bag.concepts for bag in bags]) if bags else NOTHING
        self.positions = np.concatenate([bag.positions for bag in bags]) if bags else NOTHING

    @property
    def counted_lengths(self) -> Integers:
        """Words of each bag, a short one counted as one of 15."""
        return np.maximum(self.lengths, LEAST_LENGTH_WORDS)

    def windows(self, size: int) -> tuple[Integers, Integers]:
        """The number of windows of about a size in words in each bag, and the window of each mention.

        Windows are numbered through all bags, in order.
        """
        n_words = np.maximum(self.lengths, 1)
        n_windows = np.maximum(np.rint(n_words / size).astype(np.int64), 1)
        mine = n_windows[self.owners]
        inside = np.minimum(self.positions * mine // n_words[self.owners], mine - 1)
        return n_windows, (np.cumsum(n_windows) - n_windows)[self.owners] + inside

    def window_roots(self, n_windows: Integers) -> Floats:
        """The root of the words of a window of each bag, a short one counted as one of 15."""
        return np.asarray(np.sqrt(np.maximum(np.maximum(self.lengths, 1) / n_windows, LEAST_LENGTH_WORDS)))


def distinct_pairs(groups: Integers, items: Integers) -> tuple[Integers, Integers, Integers]:
    """Each group and item that come together, in rising order, and how often; as one number each they sort quicker."""
    base = int(items.max(initial=0)) + 1
    pairs, counts = np.unique(groups * base + items, return_counts=True)
    found_groups, found_items = np.divmod(pairs, base)
    return found_groups, found_items, counts


def sum_by_group(values: Floats, groups: Integers, n_groups: int) -> Floats:
    """Sums of rows by their group, shape (n_groups, n_columns); groups has the shape (n_rows,) and never falls."""
    sums = np.zeros((n_groups, values.shape[1]))
    if len(values):
        is_first = np.ones(len(groups), dtype=bool)
        np.not_equal(groups[1:], groups[:-1], out=is_first[1:])
        starts = np.flatnonzero(is_first)
        sums[groups[starts]] = np.add.reduceat(values, starts, axis=0)
    return sums


def rooted_sums(batch: Batch, weights: Floats, *, before: int | None = None) -> Floats:
    """For each bag the sum of its concepts' weights, each with the root of its mentions; shape (n_bags, n_columns).

    before : only what is mentioned before this word counts.
    """
    owners, concepts = batch.owners, batch.concepts
    if before is not None:
        is_before = batch.positions < before
        owners, concepts = owners[is_before], concepts[is_before]
    owners, concepts, counts = distinct_pairs(owners, concepts)
    return sum_by_group(np.sqrt(counts)[:, np.newaxis] * weights[concepts], owners, batch.n_bags)
