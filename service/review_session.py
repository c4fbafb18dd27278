"""The course of a review by one person: keys → labels, each stored as soon as it is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.annotation import Kind, NewAnnotation
from corpora.label_store import LabelStore
from corpora.label_texts import ErasedTextError
from models.decision import Outcome
from service.review_pool import ReviewItem

PREDICTION = ("model_version", "outcome", "labels", "candidates", "scores")


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done with an item; id: of the annotation that was stored, None where it was skipped."""

    id: str | None
    is_changed: bool = False


class ReviewSession:
    """Goes through items one by one; the labels of the tags are selected at first, none where they are uncertain.

    Parameters
    ----------
    items : sequence of ReviewItem
    labels : sequence of str
        Of the taxonomy; they are toggled by their places, counted from 1.
    author : str
    store : LabelStore
    """

    def __init__(self, items: Sequence[ReviewItem], labels: Sequence[str], author: str, store: LabelStore) -> None:
        self.items = items
        self.labels = labels
        self.author = author
        self.store = store
        self.selected: tuple[str, ...] | None = None
        self._steps: list[_Step] = []
        self._preselect()

    @property
    def item(self) -> ReviewItem | None:
        """The item at hand, or None at the end."""
        return self.items[self.position] if self.position < len(self.items) else None

    @property
    def position(self) -> int:
        """How many items lie behind."""
        return len(self._steps)

    @property
    def n_labelled(self) -> int:
        """How many were answered."""
        return sum(step.id is not None for step in self._steps)

    @property
    def n_changed(self) -> int:
        """How many of the answers differ from the tags."""
        return sum(step.is_changed for step in self._steps)

    def toggle(self, place: int) -> bool:
        """Select a label, or no longer; the one selected first is primary. False: there is none at this place."""
        if not 1 <= place <= len(self.labels):
            return False
        label, selected = self.labels[place - 1], self.selected or ()
        self.selected = tuple(one for one in selected if one != label) if label in selected else (*selected, label)
        return True

    def select_none(self) -> None:
        """Say that it is about none of them."""
        self.selected = ()

    def clear(self) -> None:
        """Select nothing, not even none of them."""
        self.selected = None

    def accept(self) -> bool:
        """Store what is selected and go on; False where nothing is. A text that was erased meanwhile is passed over."""
        item = self.item
        if item is None or self.selected is None:
            return False
        new = NewAnnotation(
            author=self.author,
            text=item.text,
            language=item.language,
            labels=self.selected,
            kind=Kind.CORRECTION,
            chosen_by=item.chosen_by,
            prediction={name: item.record[name] for name in PREDICTION},
        )
        try:
            annotation, _ = self.store.add(new)
        except ErasedTextError:
            return self.skip()
        return self._go_on(_Step(annotation.id, _differ(self.selected, item.record["labels"])))

    def skip(self) -> bool:
        """Go on without an answer."""
        return self._go_on(_Step(None))

    def undo(self) -> bool:
        """Go back to the last item and take its answer back; False at the first."""
        if not self._steps:
            return False
        step = self._steps.pop()
        if step.id is not None:
            self.store.delete(step.id)
        self._preselect()
        return True

    def _go_on(self, step: _Step) -> bool:
        self._steps.append(step)
        self._preselect()
        return True

    def _preselect(self) -> None:
        is_known = self.item is not None and self.item.record["outcome"] != Outcome.UNCERTAIN
        self.selected = tuple(self.item.record["labels"]) if self.item and is_known else None


def _differ(labels: Sequence[str], tags: Sequence[str]) -> bool:
    return {*labels} != {*tags} or labels[:1] != tuple(tags[:1])
