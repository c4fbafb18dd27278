"""The route that has a version trained in the background; training itself is no business of the API's process."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from service.access import ACCESS_PROBLEMS, Scope, client_of, requires
from service.job_owners import owned_by
from service.job_schemas import JobOut
from service.job_table import Job, Kind
from service.jobs import Jobs
from service.links import LOCATION, leads_to
from service.schemas import problem_responses
from service.strict_requests import StrictRoute

TRAINING_PROBLEMS = problem_responses(
    {400: "The body is not JSON.", 422: "The body does not fit the schema.", 503: "The database cannot be used."}
)
SUBMITTED = leads_to(show_v1_jobs__id__get={"id": "/id"}, remove_v1_jobs__id__delete={"id": "/id"})
training_runs = APIRouter(
    prefix="/v1",
    tags=["models"],
    dependencies=[requires(Scope.TRAIN)],
    responses=ACCESS_PROBLEMS,
    route_class=StrictRoute,
)
log = structlog.get_logger()


class TrainingRequest(BaseModel):
    """What is to be trained, and what is to become of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    promote: Annotated[bool, Field(description="Whether the version is to serve where its gate lets it.")] = True
    labels: Annotated[bool, Field(description="Whether to learn from people's labels, beside the corpus.")] = True


@training_runs.post(
    "/training-runs",
    status_code=202,
    response_model=JobOut,
    responses=TRAINING_PROBLEMS | {202: SUBMITTED | LOCATION},
)
def train(request: Request, body: TrainingRequest | None = None) -> Response:
    """Train a version on the corpus and on people's labels, in the background.

    The answer is the job, whose address is in `Location`. Trainings are done one after another.
    """
    job = queue_training(request, body or TrainingRequest())
    return JSONResponse(
        JobOut.of(job).model_dump(mode="json"), status_code=202, headers={"Location": f"/v1/jobs/{job.id}"}
    )


def queue_training(request: Request, body: TrainingRequest, id: str | None = None) -> Job:
    """Queue a training for whoever sent a request, under a new id where none is given.

    Raises:
        IntegrityError: there is a job of this id.
    """
    jobs: Jobs = request.app.state.jobs
    job = jobs.submit(Kind.TRAINING, "", body.model_dump() | owned_by(client_of(request)), id)
    log.info("job queued", job=job.id)
    return job
