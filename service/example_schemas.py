"""What goes over the wire of a person's labels for a text: as they are handed in, and as they are stored."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from corpora.annotation import Annotation, ChosenBy, Kind
from corpora.document import MAX_CHARACTERS, Document
from models.decision import Outcome
from service.ids import MOST_NAME_CHARACTERS, is_name
from service.schemas import MAX_TITLE_CHARACTERS, LanguageCode, Text
from service.times import iso_time

MOST_SOURCE_CHARACTERS = 2_000
MOST_COMMENT_CHARACTERS = 4_000
MOST_LABELS = 100
MOST_LABEL_CHARACTERS = 64


def _check_printable(name: str) -> str:
    if not is_name(name):
        raise ValueError("characters that cannot be printed are not allowed")
    return name


def _check_differ(labels: list[str]) -> list[str]:
    if len(set(labels)) < len(labels):
        raise ValueError("labels must differ")
    return labels


Author = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_NAME_CHARACTERS),
    AfterValidator(_check_printable),
]
Label = Annotated[Text, Field(min_length=1, max_length=MOST_LABEL_CHARACTERS)]
Labels = Annotated[list[Label], Field(max_length=MOST_LABELS), AfterValidator(_check_differ)]
Score = Annotated[float, Field(ge=0, le=1)]
Lenient = Field(strict=False)  # a member of an enumeration comes as a string


class PredictionBody(BaseModel):
    """What was predicted of the text, as the tag record says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    model_version: Annotated[Text, Field(min_length=1, max_length=MOST_LABEL_CHARACTERS)]
    outcome: Annotated[Outcome, Lenient]
    labels: Labels
    candidates: Labels = []
    scores: Annotated[dict[Label, Score], Field(max_length=MOST_LABELS, description="Probability per label.")] = {}


class ExampleIn(BaseModel):
    """A text that a person labelled."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "author": "Ana Pérez",
                    "text": "El municipio abrió tres centros juveniles con talleres y becas en los barrios con más "
                    "homicidios, para que los adolescentes no se unan a las pandillas.",
                    "language": "es",
                    "labels": ["prevention"],
                    "source": "https://example.org/boletin/15",
                },
                {
                    "author": "John Charles",
                    "text": "Customs officers and the coast guard seized 1.2 tonnes of cocaine on a fishing boat.",
                    "labels": ["enforcement"],
                    "prediction": {
                        "model_version": "20260101T000000-1a2b3c4d",
                        "outcome": "uncertain",
                        "labels": [],
                        "candidates": ["enforcement", "regional_cooperation"],
                        "scores": {"enforcement": 0.52, "regional_cooperation": 0.44},
                    },
                    "chosen_by": "uncertain",
                },
            ]
        },
    )

    author: Annotated[Author | None, Field(description="Who says so; by default the name of the key.")] = None
    text: Annotated[Text, Field(description="Plain text, up to 1,000,000 characters with the title.")]
    title: Annotated[Text, Field(max_length=MAX_TITLE_CHARACTERS)] = ""
    language: LanguageCode = None
    labels: Annotated[
        Labels, Field(description="Labels of the taxonomy, primary first; none: it is about none of them.")
    ]
    kind: Annotated[
        Kind | None,
        Lenient,
        Field(description="By default a correction where a prediction is given, else an example."),
    ] = None
    source: Annotated[
        Text | None,
        Field(min_length=1, max_length=MOST_SOURCE_CHARACTERS, description="Who published it, or where it stands."),
    ] = None
    comment: Annotated[Text | None, Field(min_length=1, max_length=MOST_COMMENT_CHARACTERS)] = None
    prediction: PredictionBody | None = None
    chosen_by: Annotated[ChosenBy | None, Lenient, Field(description="How the review queue came to show it.")] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.text.strip():
            raise ValueError("text is empty")
        if len(self.full_text) > MAX_CHARACTERS:
            raise ValueError(f"text has more than {MAX_CHARACTERS:,} characters")
        if self.kind is Kind.CORRECTION and self.prediction is None:
            raise ValueError("a correction needs the prediction that was corrected")
        return self

    @property
    def full_text(self) -> str:
        """Title and text as one."""
        return Document("", self.text, self.title).full_text


class ExampleOut(BaseModel):
    """A person's labels for a text, as they are stored; times are ISO 8601, in UTC."""

    id: str
    sha256: Annotated[str, Field(description="SHA-256 of the text: /v1/texts/{sha256}.")]
    author: str
    kind: Kind
    labels: list[str]
    language: str
    source: str | None
    comment: str | None
    prediction: PredictionBody | None
    chosen_by: ChosenBy | None
    created_at: str
    deleted_at: Annotated[str | None, Field(description="When it was taken back.")]

    @classmethod
    def of(cls, annotation: Annotation) -> Self:
        """The same for the wire."""
        return cls(
            id=annotation.id,
            sha256=annotation.digest,
            author=annotation.author,
            kind=annotation.kind,
            labels=list(annotation.labels),
            language=annotation.language,
            source=annotation.source,
            comment=annotation.comment,
            prediction=annotation.prediction and PredictionBody(**annotation.prediction),
            chosen_by=annotation.chosen_by,
            created_at=iso_time(annotation.created_at),
            deleted_at=None if annotation.deleted_at is None else iso_time(annotation.deleted_at),
        )


class ExamplePage(BaseModel):
    """Examples, the newest first."""

    examples: list[ExampleOut]
    next: Annotated[str | None, Field(description="The `cursor` of the next page; null on the last one.")]
