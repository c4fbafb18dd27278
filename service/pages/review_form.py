"""What the form of the review page says: an answer about one document, and what was done before in the same sitting."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, Field, Json, ValidationError
from starlette.datastructures import FormData

from corpora.annotation import ChosenBy
from service.ids import DIGEST_OR_NONE, ID
from service.pages.page import unfit

MOST_STEPS = 200
LISTS = ("label",)


class Press(StrEnum):
    """The button that was pressed."""

    ACCEPT = "accept"
    SKIP = "skip"
    UNDO = "undo"


class Step(BaseModel):
    """A document that lies behind; example: the id of what was stored of it, None where it was skipped."""

    digest: Annotated[str, Field(pattern=DIGEST_OR_NONE)]
    chosen_by: ChosenBy
    example: Annotated[str | None, Field(pattern=ID)] = None


class Sitting(BaseModel):
    """What was done since the page was opened, as a form carries it; the latest steps only can be undone."""

    n_labelled: Annotated[int, Field(ge=0)] = 0
    steps: list[Step] = []

    @property
    def skipped(self) -> set[str]:
        """Digests of documents that were skipped."""
        return {step.digest for step in self.steps if step.example is None}

    def forward(self, step: Step) -> "Sitting":
        """With one step more."""
        is_labelled = step.example is not None
        return Sitting(n_labelled=self.n_labelled + is_labelled, steps=[*self.steps, step][-MOST_STEPS:])

    def back(self) -> "Sitting":
        """Without the last step."""
        is_labelled = self.steps[-1].example is not None
        return Sitting(n_labelled=max(0, self.n_labelled - is_labelled), steps=self.steps[:-1])


class LabelForm(BaseModel):
    """Labels that a person ticked, and a comment; key: by which the answer is known when it is sent twice."""

    digest: Annotated[str, Field(pattern=DIGEST_OR_NONE)] = ""
    label: list[str] = []
    none: bool = False
    main: str = ""
    comment: str = ""
    key: str = ""

    @classmethod
    def of(cls, form: FormData) -> Self:
        """Read it.

        Raises:
            RequestValidationError: it is not what the page asks for.
        """
        fields = {name: form.getlist(name) if name in LISTS else value for name, value in form.items()}
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise unfit(error) from error

    @property
    def labels(self) -> tuple[str, ...] | None:
        """The labels, the main one first; () for none of them; None where nothing was said, or both."""
        if bool(self.label) == self.none:
            return None
        return tuple(sorted(self.label, key=lambda label: label != self.main))


class ReviewForm(LabelForm):
    """What a reviewer says of a document.

    version : that gave it the tags which the reviewer saw.
    """

    press: Press = Press.ACCEPT
    reviewer: str = ""
    chosen_by: ChosenBy = ChosenBy.RANDOM
    version: str = ""
    sitting: Json[Sitting] = Sitting()
