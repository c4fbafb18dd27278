"""What goes over the wire of reviewing: what is to be reviewed, the queue, and what reviews tell of quality."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpora.annotation import ChosenBy
from service.ids import ID
from service.proportions import Estimate
from service.review_pool import Pooled, PoolSize, ReviewItem
from service.review_quality import LabelQuality, Quality
from service.schemas import MAX_DOCUMENTS, DocumentIn, TagRecordOut, check_ids_differ


class ReviewRequest(BaseModel):
    """Documents to be tagged and put before reviewers: sent along, or those of an archive that was tagged."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "documents": [
                        {
                            "id": "boletin-15",
                            "text": "La alcaldía abrirá seis centros juveniles con tutorías, deporte y becas de empleo "
                            "en los barrios con más homicidios, para que ningún adolescente sea reclutado.",
                        },
                        {
                            "id": "bulletin-14",
                            "text": "Customs officers and the coast guard seized 1.2 tonnes of cocaine on a fishing "
                            "boat off the southern coast. Four crew members were arrested and charged.",
                        },
                    ]
                },
                {"job": "9f86d081884c7d659a2feaa0c55ad015"},
            ]
        },
    )

    documents: Annotated[list[DocumentIn] | None, Field(min_length=1, max_length=MAX_DOCUMENTS)] = None
    job: Annotated[
        str | None,
        Field(
            pattern=ID,
            description="Id of an archive's job that is done and was sent with `with_text`; needs the scope tag too.",
        ),
    ] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.documents is None) == (self.job is None):
            raise ValueError("either documents or a job is needed")
        check_ids_differ(self.documents or [])
        return self


class PoolOut(BaseModel):
    """How many documents wait for reviewers."""

    size: Annotated[int, Field(description="Documents in the pool.")]
    unlabelled: Annotated[int, Field(description="Those of them that nobody has labelled.")]

    @classmethod
    def of(cls, size: PoolSize) -> Self:
        """The same for the wire."""
        return cls(size=size.n, unlabelled=size.n_unlabelled)


class PooledOut(BaseModel):
    """What came of adding documents to the pool."""

    pooled: Annotated[int, Field(description="Documents that are in the pool now.")]
    left_out: Annotated[dict[str, int], Field(description="How many are not, by reason.")]
    pool: PoolOut

    @classmethod
    def of(cls, pooled: Pooled, size: PoolSize) -> Self:
        """The same for the wire."""
        return cls(pooled=pooled.n, left_out=dict(sorted(pooled.left_out.items())), pool=PoolOut.of(size))


class ReviewItemOut(BaseModel):
    """A document to be reviewed, with its tags and their evidence."""

    sha256: Annotated[str, Field(description="SHA-256 of the text.")]
    text: Annotated[str, Field(description="Title and text as one, which evidence points into.")]
    language: str
    source: str | None
    chosen_by: Annotated[ChosenBy, Field(description="How it was chosen; to be handed on with the answer.")]
    reviewers: Annotated[int, Field(description="How many others have labelled it.")]
    record: TagRecordOut

    @classmethod
    def of(cls, item: ReviewItem) -> Self:
        """The same for the wire."""
        return cls(
            sha256=item.digest,
            text=item.text,
            language=item.language,
            source=item.source,
            chosen_by=item.chosen_by,
            reviewers=item.n_reviewers,
            record=TagRecordOut.model_validate(item.record),
        )


class ReviewQueue(BaseModel):
    """What a reviewer should look at, in this order."""

    reviewer: str
    pool: PoolOut
    items: list[ReviewItemOut]


class EstimateOut(BaseModel):
    """A share with the ends of its 95% interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, estimate: Estimate | None) -> Self | None:
        """The same for the wire; None stays None."""
        return cls(value=estimate.value, low=estimate.low, high=estimate.high) if estimate else None


class LabelQualityOut(BaseModel):
    """How right a label is; null where it is not estimated, since no such document was reviewed."""

    label: str
    given: Annotated[int, Field(description="Documents of the sample that were tagged with it.")]
    gold: Annotated[int, Field(description="Those that people gave it.")]
    precision: EstimateOut | None
    recall: EstimateOut | None
    f1: EstimateOut | None

    @classmethod
    def of(cls, quality: LabelQuality) -> Self:
        """The same for the wire."""
        return cls(
            label=quality.label,
            given=quality.n_given,
            gold=quality.n_gold,
            precision=EstimateOut.of(quality.precision),
            recall=EstimateOut.of(quality.recall),
            f1=EstimateOut.of(quality.f1),
        )


class QualityOut(BaseModel):
    """What the reviews of a random sample tell of the tags of the whole pool."""

    pool: Annotated[int, Field(description="Documents in the pool.")]
    sampled: Annotated[int, Field(description="Documents of the random sample; all of them are labelled.")]
    disputed: Annotated[int, Field(description="Those that people disagree on, which the figures leave out.")]
    model_versions: Annotated[list[str], Field(description="The versions that tagged the sample.")]
    labels: list[LabelQualityOut]

    @classmethod
    def of(cls, quality: Quality) -> Self:
        """The same for the wire."""
        return cls(
            pool=quality.n_pool,
            sampled=quality.n_sampled,
            disputed=quality.n_disputed,
            model_versions=list(quality.model_versions),
            labels=[LabelQualityOut.of(label) for label in quality.labels],
        )
