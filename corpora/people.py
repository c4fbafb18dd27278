"""Where texts stand → the examples that may be learnt from people, and how many were left out and why."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from corpora.example import Example
from corpora.label_texts import StoredText
from corpora.standing import Cap, Standing, TextState, states

ID_PREFIX = "people-"
ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class TrainingLabels:
    """What may be learnt from people, in the order in which it was said.

    n_disputed : texts on which people disagree.
    n_quarantined : texts of one author alone, beyond what one author may count for.
    n_unknown : texts with labels that the taxonomy does not have.
    """

    examples: tuple[Example, ...]
    n_disputed: int
    n_quarantined: int
    n_unknown: int


def to_training_labels(
    texts: dict[str, Standing],
    get_texts: Callable[[Iterable[str]], Iterator[StoredText]],
    labels: Collection[str],
    cap: Cap,
) -> TrainingLabels:
    """Gather the examples of texts on which people agree, as far as the cap allows.

    texts : where each text stands, by digest.
    get_texts : gives the texts of digests, in any order.
    """
    found = dict(states(texts, cap))
    agreed = {
        digest: decision.labels
        for digest, state in found.items()
        if state is TextState.AGREED and (decision := texts[digest].decision)
    }
    known = {digest: chosen for digest, chosen in agreed.items() if set(chosen) <= set(labels)}
    examples = {
        stored.digest: _to_example(stored, stored.text, known[stored.digest], cap.weight)
        for stored in get_texts(known)
        if stored.text is not None
    }
    counts = [*found.values()]
    return TrainingLabels(
        tuple(examples[digest] for digest in known if digest in examples),
        n_disputed=counts.count(TextState.DISPUTED),
        n_quarantined=counts.count(TextState.QUARANTINED),
        n_unknown=len(agreed) - len(known),
    )


def _to_example(stored: StoredText, text: str, labels: tuple[str, ...], weight: float) -> Example:
    return Example(
        id=f"{ID_PREFIX}{stored.digest[:ID_DIGITS]}",
        text=text,
        language=stored.language,
        labels=labels,
        writer=stored.source or "",
        weight=weight,
    )
