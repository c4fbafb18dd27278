"""Examples → parts that share nothing: what belongs together stays together, and near-duplicates are found out."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from corpora.example import Example

if TYPE_CHECKING:
    from datasketch import MinHash

HELD_OUT_SHARE = 0.2
SHINGLE_WORDS = 5
NEAR_DUPLICATE = 0.5  # share of the shingles of two texts that both have, from which they count as one
_LOOK_FROM = 0.3  # the index only guesses: what it finds from here on is looked at exactly
_PERMUTATIONS = 64
_WORD = re.compile(r"\w+")

Shingles = frozenset[str]


def groups_of(examples: Sequence[Example]) -> list[str]:
    """The group of each example: its writer, else its text; groups that share twins are one."""
    names = {example.id: example.writer or example.group for example in examples}
    for example in examples:
        one, other = names[example.id], names.get(example.twin, names[example.id])
        if one != other:
            names = {name: one if group == other else group for name, group in names.items()}
    return [names[example.id] for example in examples]


def hold_out(examples: Sequence[Example]) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Part examples into those to learn from and a fixed fifth to be kept from learning, by the hash of their groups.

    Whole writers are held out where they are small enough for that, else texts, with their twins.
    """
    groups = groups_of(examples)
    held = _draw(groups)
    if not held:
        groups = [example.group for example in examples]
        held = _draw(groups)
    rows = list(zip(examples, groups, strict=True))
    return (
        tuple(example for example, group in rows if group not in held),
        tuple(example for example, group in rows if group in held),
    )


class NearDuplicates:
    """Finds the texts that are nearly one of these, by the words that follow each other in both.

    Near: of the runs of five words that either has, so large a share stands in both (Broder 1997).
    """

    def __init__(self, examples: Iterable[Example]) -> None:
        from datasketch import MinHashLSH  # brings SciPy, which nothing else needs that reads a corpus

        self._index = MinHashLSH(threshold=_LOOK_FROM, num_perm=_PERMUTATIONS)
        self._known: dict[str, Shingles] = {}
        for example in examples:
            self._known[example.id] = shingles = _shingles(example.text)
            self._index.insert(example.id, _sketch(shingles))

    def of(self, text: str) -> str | None:
        """The id of one that a text is nearly the same as, or None."""
        shingles = _shingles(text)
        found = self._index.query(_sketch(shingles))
        return next((id for id in sorted(found) if _resemblance(shingles, self._known[id]) >= NEAR_DUPLICATE), None)


def _draw(groups: Sequence[str]) -> set[str]:
    """Groups that make up to a fifth together, in the order of their hashes."""
    held: set[str] = set()
    room = HELD_OUT_SHARE * len(groups)
    for name, size in sorted(Counter(groups).items(), key=lambda item: hashlib.sha256(item[0].encode()).digest()):
        if size <= room:
            held.add(name)
            room -= size
    return held


def _shingles(text: str) -> Shingles:
    """The runs of words; a text of fewer words is one."""
    words = _WORD.findall(text.lower())
    return frozenset(_runs(words)) or frozenset({" ".join(words)})


def _runs(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1))


def _sketch(shingles: Shingles) -> "MinHash":
    from datasketch import MinHash

    sketch = MinHash(num_perm=_PERMUTATIONS)
    sketch.update_batch([shingle.encode() for shingle in shingles])
    return sketch


def _resemblance(one: Shingles, other: Shingles) -> float:
    return len(one & other) / len(one | other)
