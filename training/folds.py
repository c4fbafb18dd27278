"""Cross-validation folds that keep together what belongs together."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from corpora.example import Example
from corpora.splits import groups_of

N_FOLDS = 5

Indices = NDArray[np.int64]


def grouped_folds(examples: Sequence[Example]) -> Iterator[tuple[Indices, Indices]]:
    """Yield (train, test) indices; a writer's documents stand in one fold, and so do twins, whoever wrote them.

    Where one writer wrote everything, only twins are kept together.
    """
    groups = groups_of(examples)
    if len(set(groups)) == 1:
        groups = [example.group for example in examples]
    folds = GroupKFold(min(N_FOLDS, len(set(groups))))
    yield from folds.split(np.zeros(len(groups)), groups=groups)
