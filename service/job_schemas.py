"""What goes over the wire about jobs: the fields of an upload, and how far a job has come."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from service.job_table import Job, State
from service.schemas import LanguageCode, Text

MOST_COLUMN_CHARACTERS = 200

ColumnName = Annotated[Text, Field(min_length=1, max_length=MOST_COLUMN_CHARACTERS)]


class ArchiveFields(BaseModel):
    """The fields of an upload beside its file."""

    model_config = ConfigDict(extra="forbid")

    language: LanguageCode = None
    evidence: Annotated[bool, Field(description="Whether to quote the passages behind each label.")] = True
    with_text: Annotated[bool, Field(description="Whether the rows hold the analysed texts.")] = False
    id_column: Annotated[ColumnName, Field(description="Column of a table that names its documents.")] = "id"
    text_column: Annotated[ColumnName, Field(description="Column of a table that holds their texts.")] = "text"
    title_column: Annotated[ColumnName, Field(description="Column of their titles.")] = "title"
    language_column: Annotated[ColumnName, Field(description="Column of their languages.")] = "language"
    date_column: Annotated[ColumnName, Field(description="Column of their dates.")] = "date"
    source_column: Annotated[ColumnName, Field(description="Column of their sources.")] = "source"

    def to_options(self, version: str) -> dict[str, Any]:
        """The options of a job that tags with this model version."""
        given = self.model_dump()
        columns = {name.removesuffix("_column"): given.pop(name) for name in list(given) if name.endswith("_column")}
        return {"version": version, "columns": columns, **given}


ARCHIVE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "title": "Archive",
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "contentMediaType": "application/octet-stream",
                            "description": "zip, tar, JSON Lines, CSV, Parquet, a WordPress export, or one document.",
                        },
                        **ArchiveFields.model_json_schema()["properties"],
                    },
                }
            }
        },
    }
}


class TrainingResult(BaseModel):
    """What came of a training."""

    version: str
    gate_passed: Annotated[bool, Field(description="Whether the gate lets the version serve; its table: /v1/models.")]
    promoted: Annotated[bool, Field(description="Whether it was made current.")]
    note: Annotated[str | None, Field(description="Why it was not.")] = None


class JobOut(BaseModel):
    """How far a job has come; times are ISO 8601, in UTC."""

    id: str
    kind: str
    state: State
    file: Annotated[str, Field(description="What you called the upload; empty where there is none.")]
    done: Annotated[int, Field(description="Documents so far.")]
    total: Annotated[int | None, Field(description="Documents in all; null until the job is done.")]
    failures: Annotated[int, Field(description="Documents that could not be read; each is a row with its reason.")]
    share: Annotated[float | None, Field(description="How much of it is done, from 0 to 1.")]
    attempts: Annotated[int, Field(description="How often it was begun.")]
    message: Annotated[str | None, Field(description="Why it failed, or had to begin again.")]
    stage: Annotated[str | None, Field(description="What a training is about right now.")]
    result: Annotated[TrainingResult | None, Field(description="What came of a training that is done.")]
    model_version: str | None
    created_at: str
    started_at: str | None
    finished_at: str | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """The same for the wire."""
        is_done = job.state is State.DONE
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            file=job.file,
            done=job.n_done,
            total=job.n_done if is_done else None,
            failures=job.n_failed,
            share=1.0 if is_done else job.share,
            attempts=job.attempts,
            message=job.message,
            stage=job.stage,
            result=TrainingResult(**job.result) if job.result else None,
            model_version=job.options.get("version"),
            created_at=_iso(job.created_at),
            started_at=None if job.started_at is None else _iso(job.started_at),
            finished_at=None if job.finished_at is None else _iso(job.finished_at),
        )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
