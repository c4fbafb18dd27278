"""Trends, and their rows once more → the largest groups of each dimension, and all the others as one."""

from collections.abc import Collection, Iterable, Mapping

from service.tagged import Row
from service.trends import DIMENSIONS, OTHERS, UNKNOWN, Group, Trends

COLUMNS = ("outcome", "labels", "candidates", "date", "source", "language", "countries", "organisations")

Groups = list[tuple[str, Group]]


def largest_groups(trends: Trends, dimensions: Collection[str], n: int, rows: Iterable[Row]) -> dict[str, Groups]:
    """By dimension, at most n groups; then the rest as OTHERS, and UNKNOWN, where they are not empty.

    A document that states several of the rest counts once under OTHERS. What the rest is, is known only when all rows
    were counted, so they are read again.

    rows : those of the trends, of which `COLUMNS` are needed.
    """
    largest = {name: trends.largest(name, n) for name in dimensions}
    others = _count_others({name: {UNKNOWN, *dict(groups)} for name, groups in largest.items()}, rows)
    unknown = {name: trends.groups[name].get(UNKNOWN, Group()) for name in dimensions}
    found = {name: [*largest[name], (OTHERS, others[name]), (UNKNOWN, unknown[name])] for name in dimensions}
    return {name: [item for item in groups if item[1].n_documents] for name, groups in found.items()}


def _count_others(shown: Mapping[str, set[str]], rows: Iterable[Row]) -> dict[str, Group]:
    """By dimension, the documents that state anything that is not shown by itself."""
    others = {name: Group() for name in shown}
    for row in rows:
        for name, keys in shown.items():
            if not keys.issuperset(DIMENSIONS[name](row)):
                others[name].add(row)
    return others
