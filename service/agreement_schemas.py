"""What goes over the wire of labelled texts: a text with its history, and how people agree."""

from collections.abc import Collection
from typing import Annotated, Self

from pydantic import BaseModel, Field

from corpora.agreement import agreements
from corpora.annotation import Annotation
from corpora.label_texts import StoredText
from corpora.standing import Standing, TextState
from service.example_schemas import ExampleOut
from service.times import iso_time


class TextOut(BaseModel):
    """A text with all that was ever said of it."""

    sha256: str
    text: Annotated[str | None, Field(description="Title and text as one; null once it is erased.")]
    language: str
    source: str | None
    state: TextState
    created_at: str
    erased_at: str | None
    examples: Annotated[list[ExampleOut], Field(description="The oldest first, also those that were taken back.")]

    @classmethod
    def of(cls, stored: StoredText, state: TextState, history: list[Annotation]) -> Self:
        """The same for the wire."""
        return cls(
            sha256=stored.digest,
            text=stored.text,
            language=stored.language,
            source=stored.source,
            state=state,
            created_at=iso_time(stored.created_at),
            erased_at=None if stored.erased_at is None else iso_time(stored.erased_at),
            examples=[ExampleOut.of(annotation) for annotation in history],
        )


class PairOut(BaseModel):
    """How two people agree on one label."""

    label: str
    authors: tuple[str, str]
    n_texts: Annotated[int, Field(description="Texts that both labelled.")]
    n_agreed: Annotated[int, Field(description="Those where both gave the label, or neither did.")]
    kappa: Annotated[float | None, Field(description="Cohen's κ; null where chance alone would make them agree.")]


class DisputedOut(BaseModel):
    """A text that people gave different labels, with the labels by author."""

    sha256: str
    labels: dict[str, list[str]]


class AgreementOut(BaseModel):
    """How people agree, and on which texts they do not."""

    pairs: list[PairOut]
    disputed: list[DisputedOut]

    @classmethod
    def of(cls, texts: dict[str, Standing], labels: Collection[str]) -> Self:
        """What the standings of texts, by digest, tell of the labels of a taxonomy."""
        by_author = (standing.labels_by_author for standing in texts.values())
        disputed = {digest: text for digest, text in texts.items() if text.is_disputed}
        return cls(
            pairs=[PairOut.model_validate(pair, from_attributes=True) for pair in agreements(by_author, labels)],
            disputed=[
                DisputedOut(
                    sha256=digest, labels={author: list(vote.labels) for author, vote in standing.by_author.items()}
                )
                for digest, standing in disputed.items()
            ],
        )
