"""Labelled documents → long ones made of them, with the labels that hold a tenth of their words.

Each has a chapter of one or two labels, of known length, among documents of none of them; or one label, or several,
throughout. The documents of one are all of one language and one half (see `open_half`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from ablation import open_half
from numpy.typing import NDArray

from corpora.example import Example
from corpora.taxonomy import LANGUAGES
from models.analysis import Analysis
from models.bag import concatenate

N_SECTIONS = (6, 12, 25, 50)
CHAPTER_SHARES = (0.04, 0.08, 0.16, 0.33)
GOLD_SHARE = 0.1
N_WITHOUT_LABEL = 3

Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Stitched:
    """A document made of n_members others; gold has shape (n_labels,)."""

    n_members: int
    language: str
    is_open: bool
    analysis: Analysis
    gold: Booleans


def stitch_all(
    examples: Sequence[Example], analyses: Sequence[Analysis], gold: Booleans, random: np.random.Generator
) -> list[Stitched]:
    """The documents drawn anew, each by itself, and then long ones made of what was drawn."""
    n_words = np.array([len(analysis.whole.words) for analysis in analyses])
    stitched = []
    for language in LANGUAGES:
        for is_open in (True, False):
            own = [i for i, e in enumerate(examples) if e.language == language and open_half(e.id) == is_open]
            for members in map(np.array, _draw(examples, own, random)):
                analysis = _join([analyses[i] for i in members])
                reached = n_words[members] @ gold[members] >= GOLD_SHARE * n_words[members].sum()
                stitched.append(Stitched(len(members), language, is_open, analysis, reached))
    return stitched


def _draw(examples: Sequence[Example], own: Sequence[int], random: np.random.Generator) -> Iterator[list[int]]:
    """Yield the members of each document; each primary label is drawn as often as it stands among the examples."""
    by_primary: dict[str | None, list[int]] = {}
    for i in own:
        by_primary.setdefault(examples[i].primary, []).append(i)
    drawn = {primary: random.choice(pool, len(pool)).tolist() for primary, pool in by_primary.items()}
    yield from ([i] for pool in drawn.values() for i in pool)
    same_labels = {examples[i].labels for i in own if len(examples[i].labels) > 1}
    for n_sections in N_SECTIONS:
        for plan in _plans(n_sections, sorted(primary for primary in drawn if primary)):
            yield _lay_out(n_sections, plan, drawn, random)
        for labels in sorted(same_labels):
            yield random.choice([i for i in own if examples[i].labels == labels], n_sections).tolist()


def _plans(n_sections: int, labels: Sequence[str]) -> Iterator[dict[str, int]]:
    """Yield how many sections each label has; the rest have none."""
    yield from ({} for _ in range(N_WITHOUT_LABEL))
    lengths = {round(share * n_sections) for share in CHAPTER_SHARES} - {0} | {n_sections}
    yield from ({label: length} for label in labels for length in sorted(lengths))
    for one, other in combinations(labels, 2):
        yield {one: n_sections // 2, other: n_sections - n_sections // 2}
        yield {one: n_sections // 2, other: round(n_sections / 5)}


def _lay_out(
    n_sections: int, plan: dict[str, int], drawn: dict[str | None, list[int]], random: np.random.Generator
) -> list[int]:
    """Members in order: each label's as one chapter, put anywhere among those of no label."""
    others = random.choice(drawn[None], n_sections - sum(plan.values())).tolist()
    members: list[int] = []
    cuts = [0, *sorted(random.integers(0, len(others) + 1, len(plan)).tolist())]
    for label, start, end in zip(plan, cuts, cuts[1:], strict=False):
        members += others[start:end] + random.choice(drawn[label], plan[label]).tolist()
    return members + others[cuts[-1] :]


def _join(analyses: Sequence[Analysis]) -> Analysis:
    if len(analyses) == 1:
        return analyses[0]
    passages = tuple(chain.from_iterable(analysis.passages for analysis in analyses))
    return Analysis("", (concatenate([analysis.whole for analysis in analyses]),), passages, ())
