"""What goes over the wire about drift: figures over time, beside those of the training corpus."""

from dataclasses import asdict
from typing import Annotated, Self

from pydantic import BaseModel, Field

from service.drift import Drift, Step
from service.stability import Band
from service.times import iso_time


class FiguresOut(BaseModel):
    """Figures of a set of documents; null where no document was judged."""

    n_documents: int
    n_judged: int
    outcomes: Annotated[dict[str, float], Field(description="Share of the documents.")]
    languages: Annotated[dict[str, float], Field(description="Share of the judged documents.")]
    labels: Annotated[dict[str, float], Field(description="Share of the judged documents that it was given to.")]
    mean_confidence: Annotated[
        float | None, Field(description="How sure the least sure of a document's labels is, from 0.5 to 1.")
    ]
    unknown_word_rate: Annotated[float | None, Field(description="Share of words that the model has never met.")]


class PointOut(FiguresOut):
    """The figures of an hour or a day."""

    start: Annotated[str, Field(description="ISO 8601, UTC.")]


class StabilityOut(BaseModel):
    """A population stability index: stable below 0.1, shifted from 0.25 on."""

    index: float
    band: Band


class DriftOut(BaseModel):
    """What a version has served, over time and beside its training corpus."""

    model_version: str
    step: Step
    since: str
    reference: Annotated[FiguresOut | None, Field(description="Of the training corpus; null where it is not known.")]
    served: Annotated[FiguresOut, Field(description="Of the whole time.")]
    stability: Annotated[
        dict[str, StabilityOut | None],
        Field(description="Of outcomes, languages and labels; null below 100 judged documents or without reference."),
    ]
    series: Annotated[list[PointOut], Field(description="Steps in which something was served.")]

    @classmethod
    def of(cls, drift: Drift, version: str, *, since: int, step: Step) -> Self:
        """The same for the wire; since is in seconds since 1970."""
        return cls(
            model_version=version,
            step=step,
            since=iso_time(since),
            reference=FiguresOut(**asdict(drift.reference)) if drift.reference else None,
            served=FiguresOut(**asdict(drift.served)),
            stability={
                name: StabilityOut(index=found.index, band=found.band) if found else None
                for name, found in drift.stability.items()
            },
            series=[PointOut(start=iso_time(point.start), **asdict(point.figures)) for point in drift.series],
        )
