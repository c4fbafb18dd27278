"""People's labels → the examples that a training may use, and what was left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpora.corpus import Corpus, digest_examples
from corpora.example import Example
from corpora.label_store import LabelStore
from corpora.splits import NearDuplicates
from models.policy import LabelPolicy

LEAST_TEXTS = 5  # of one author, however small the corpus

Refused = dict[str, str]


@dataclass(frozen=True, slots=True)
class People:
    """What is learnt from people.

    weight, most_weight_per_author : of one text, and of all of one author that nobody confirmed.
    refused : what may not be learnt from, by id, with the reason: versions are judged by its like.
    n_disputed, n_quarantined, n_unknown : texts left out, as `TrainingLabels` counts them.
    """

    examples: tuple[Example, ...] = ()
    weight: float = 0.0
    most_weight_per_author: float = 0.0
    refused: Refused = field(default_factory=dict)
    n_disputed: int = 0
    n_quarantined: int = 0
    n_unknown: int = 0

    @property
    def facts(self) -> dict[str, Any]:
        """The same in numbers, for a manifest."""
        return {
            "n_examples": len(self.examples),
            "digest": digest_examples(self.examples),
            "weight": self.weight,
            "most_weight_per_author": self.most_weight_per_author,
            "refused": self.refused,
            "n_disputed": self.n_disputed,
            "n_quarantined": self.n_quarantined,
            "n_unknown": self.n_unknown,
        }


def read_people(store: LabelStore, corpus: Corpus, policy: LabelPolicy) -> People:
    """Gather what may be learnt from people beside a corpus.

    Raises:
        DatabaseError: the labels cannot be read.
    """
    whole = sum(example.weight for example in corpus.examples)
    cap = max(policy.author_share * whole, LEAST_TEXTS * policy.weight)
    found = store.training_examples(corpus.taxonomy.ids, weight=policy.weight, most_weight_per_author=cap)
    examples, refused = part_refused(found.examples, corpus.held_out)
    return People(
        cap_share(examples, whole, policy.share),
        policy.weight,
        cap,
        refused,
        found.n_disputed,
        found.n_quarantined,
        found.n_unknown,
    )


def part_refused(examples: Sequence[Example], held_out: Sequence[Example]) -> tuple[tuple[Example, ...], Refused]:
    """Part people's examples into those that may be learnt from and those, by id, that may not, with the reason."""
    sources = {example.writer for example in held_out if example.writer}
    refused = near_duplicates(examples, held_out) | {
        example.id: f"of the same source as documents that are held out: {example.writer}"
        for example in examples
        if example.writer in sources
    }
    return tuple(example for example in examples if example.id not in refused), refused


def near_duplicates(examples: Sequence[Example], held_out: Sequence[Example]) -> Refused:
    """The examples that are nearly the same text as one that is held out."""
    near = NearDuplicates(held_out)
    found = {example.id: near.of(example.text) for example in examples}
    return {id: f"nearly the same text as {twin}, which is held out" for id, twin in found.items() if twin}


def cap_share(examples: Sequence[Example], corpus_weight: float, share: float) -> tuple[Example, ...]:
    """Have examples weigh less, all in proportion, where they would be more than their share of a training."""
    weight = sum(example.weight for example in examples)
    most = corpus_weight * share / (1 - share)
    if weight <= most:
        return tuple(examples)
    return tuple(replace(example, weight=example.weight * most / weight) for example in examples)
