"""What goes over the wire about model versions: whether one serves, what each is, and what was done with them."""

from dataclasses import asdict
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from models.manifest import Manifest
from service.promotion_table import Action, Promotion
from service.schemas import Health, Text
from service.times import iso_time

MOST_REASON_CHARACTERS = 1_000

Reason = Annotated[Text | None, Field(max_length=MOST_REASON_CHARACTERS, description="Why; it stands in the log.")]


class Failed(BaseModel):
    """A version that could not be loaded, while the one before it goes on serving."""

    version: Annotated[str | None, Field(description="null where not even its name could be read.")]
    reason: str


class Readiness(Health):
    """Whether documents can be tagged, and with which version."""

    failed: Annotated[Failed | None, Field(description="Set where another version was to serve and cannot.")] = None


class ModelFacts(BaseModel):
    """What the manifest of a version says."""

    created: str
    format: int
    labels: list[str]
    n_examples: int
    corpus_digest: str
    held_out_digest: str
    sha256: Annotated[str, Field(description="SHA-256 of its model file.")]
    libraries: dict[str, str]
    config: dict[str, Any]
    metrics: dict[str, Any]
    people: Annotated[dict[str, Any], Field(description="What was learnt from people's labels.")]
    gate: Annotated[dict[str, Any] | None, Field(description="How it did against the version that was current.")]
    run: Annotated[str, Field(description="The job that trained it.")]


class ModelOut(BaseModel):
    """A stored version."""

    version: str
    is_current: bool
    facts: Annotated[ModelFacts | None, Field(description="null where its manifest cannot be read.")] = None
    problem: Annotated[str | None, Field(description="Why it cannot serve, as far as its manifest tells.")] = None

    @classmethod
    def of(cls, manifest: Manifest, name: str, *, is_current: bool, problem: str | None) -> Self:
        """The same for the wire, under the name that it is stored by."""
        facts = ModelFacts.model_validate(asdict(manifest))
        return cls(version=name, is_current=is_current, facts=facts, problem=problem)


class ModelsOut(BaseModel):
    """The stored versions, oldest first; current is null where none serves yet."""

    current: str | None
    versions: list[ModelOut]


class PromoteRequest(BaseModel):
    """How a version is to become current."""

    model_config = ConfigDict(extra="forbid", strict=True)

    force: Annotated[bool, Field(description="Pass the gate over; needs a key with admin, and a reason.")] = False
    reason: Reason = None


class RollbackRequest(BaseModel):
    """Why the version before is to serve again, and in the place of which."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Reason = None
    current: Annotated[
        Text | None, Field(description="The version that it is to replace: where another serves, nothing is done.")
    ] = None


class PromotionOut(BaseModel):
    """A version became current in the place of another."""

    action: Action
    version: str
    previous: str | None
    actor: Annotated[str, Field(description="The name of the key.")]
    reason: str | None
    created_at: str

    @classmethod
    def of(cls, promotion: Promotion) -> Self:
        """The same for the wire."""
        row = asdict(promotion)
        return cls.model_validate(row | {"created_at": iso_time(promotion.created_at)})
