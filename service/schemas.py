"""What goes over the wire: the pydantic models of requests and answers, with examples in both languages."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from corpora.document import Document, NoteCode, Reason
from models.decision import Outcome

MAX_ID_CHARACTERS = 200
MAX_TITLE_CHARACTERS = 2_000
MAX_DOCUMENTS = 100


def _check_characters(text: str) -> str:
    if "\0" in text:
        raise ValueError("NUL characters are not allowed")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("lone surrogates are not allowed") from error
    return text


Text = Annotated[str, AfterValidator(_check_characters)]
LanguageCode = Annotated[
    str | None, Field(pattern="^[a-z]{2}$", description="ISO 639-1 code; detected where it is not stated.")
]


class DocumentIn(BaseModel):
    """A document to be tagged."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[Text, Field(min_length=1, max_length=MAX_ID_CHARACTERS, description="Your name for it.")]
    text: Annotated[Text, Field(description="Plain text; over 1,000,000 characters it is not judged.")]
    title: Annotated[Text, Field(max_length=MAX_TITLE_CHARACTERS)] = ""
    language: LanguageCode = None

    def to_document(self) -> Document:
        """The same as a domain object."""
        return Document(self.id, self.text, self.title, self.language)


def check_ids_differ(documents: Sequence[DocumentIn]) -> None:
    """Refuse documents of which two have the same id.

    Raises:
        ValueError: they do.
    """
    ids = [document.id for document in documents]
    if len(set(ids)) < len(ids):
        raise ValueError("document ids must differ within a request")


class TagRequest(BaseModel):
    """Documents to be tagged in one call."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "documents": [
                        {
                            "id": "bulletin-14",
                            "text": "Customs officers and the coast guard seized 1.2 tonnes of cocaine on a fishing "
                            "boat off the southern coast. Four crew members were arrested and charged.",
                        },
                        {
                            "id": "boletin-15",
                            "text": "La alcaldía abrirá seis centros juveniles con tutorías, deporte y becas de empleo "
                            "en los barrios con más homicidios, para que ningún adolescente sea reclutado.",
                            "language": "es",
                        },
                    ],
                    "evidence": True,
                }
            ]
        },
    )

    documents: Annotated[list[DocumentIn], Field(min_length=1, max_length=MAX_DOCUMENTS)]
    evidence: Annotated[bool, Field(description="Whether to quote the passages behind each label.")] = True

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        check_ids_differ(self.documents)
        return self


class QuoteOut(BaseModel):
    """A passage, verbatim."""

    text: str
    start: Annotated[int, Field(description="First character, counted in title + two line feeds + text.")]
    end: int
    page: Annotated[int | None, Field(description="Counted from 1; null for formats without pages.")]


class TermOut(BaseModel):
    """A word or phrase and how much it weighed (log-odds; negative: against the label)."""

    text: str
    weight: float


class EvidenceOut(BaseModel):
    """What in the document carries a label."""

    label: str
    passages: list[QuoteOut]
    terms: list[TermOut]


class CountryOut(BaseModel):
    """A country that the document names, and how often."""

    code: Annotated[str, Field(description="ISO 3166-1 alpha-2.")]
    count: int


class OrganisationOut(BaseModel):
    """An organisation that the document names, and how often."""

    id: str
    count: int


class NoteOut(BaseModel):
    """A remark on how a document was read."""

    code: NoteCode
    detail: str


class TagRecordOut(BaseModel):
    """All that was found out about a document, and with what."""

    id: str
    language: str | None
    outcome: Outcome
    reason: Reason | None
    primary: str | None
    labels: list[str]
    candidates: list[str]
    scores: Annotated[dict[str, float], Field(description="Probability per label.")]
    thresholds: dict[str, float]
    evidence: list[EvidenceOut]
    countries: Annotated[list[CountryOut], Field(description="The most often named first.")]
    organisations: Annotated[list[OrganisationOut], Field(description="The most often named first.")]
    title: str
    date: Annotated[str | None, Field(description="Of publication, ISO 8601, as exact as the document states it.")]
    source: str | None
    authors: list[str]
    subjects: Annotated[list[str], Field(description="Its categories and tags.")]
    notes: Annotated[list[NoteOut], Field(description="What a reader should know besides.")]
    sha256: Annotated[str, Field(description="SHA-256 of the analysed text.")]
    model_version: str
    corpus_digest: str
    tagged_at: str
    text: Annotated[str | None, Field(description="The analysed text; only where it was asked for.")] = None


class TagResponse(BaseModel):
    """One record for each document, in the order of the request."""

    model_version: str
    predictions: list[TagRecordOut]


class Health(BaseModel):
    """Whether the service lives or is ready."""

    status: str
    model_version: str | None = None


_STRING = {"type": "string"}
PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457 problem details.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _STRING | {"format": "uri"},
        "title": _STRING,
        "status": {"type": "integer"},
        "detail": _STRING,
        "errors": {
            "description": "What does not fit, and where.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "message"],
                "properties": {"where": _STRING, "message": _STRING},
            },
        },
    },
}


def problem_responses(texts: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer instead, by status, for its `responses`."""
    content = {"application/problem+json": {"schema": PROBLEM_SCHEMA}}
    return {status: {"description": text, "content": content} for status, text in texts.items()}


PROBLEM_RESPONSES = problem_responses(
    {
        400: "The body is not JSON.",
        413: "The body is too large.",
        415: "The body is not application/json.",
        422: "The request does not fit the schema.",
        503: "No model version can serve, or more files wait to be read than can be.",
    }
)
