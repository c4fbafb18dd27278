"""The routes of reviewing: documents are put before people, who get them one by one; what they say tells of quality."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import structlog
from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from service.access import ACCESS_PROBLEMS, Scope, client_of, requires
from service.archives_api import done_files
from service.example_schemas import Author
from service.examples_api import Digest
from service.ids import DIGEST
from service.judging import check_n_documents
from service.links import leads_to
from service.media_types import requires_media_type
from service.parts import to_rows
from service.review_pool import ReviewPool
from service.review_quality import estimate_quality
from service.review_schemas import (
    PooledOut,
    PoolOut,
    QualityOut,
    ReviewItemOut,
    ReviewQueue,
    ReviewRequest,
)
from service.schemas import PROBLEM_RESPONSES, DocumentIn, Text, problem_responses
from service.strict_requests import StrictRoute
from service.tagged import Row

MOST_ITEMS = 100
POOL_PROBLEMS = PROBLEM_RESPONSES | problem_responses({404: "There is no such job.", 409: "The job is not done."})
QUEUE_PROBLEMS = problem_responses({422: "A parameter does not fit.", 503: "The database cannot be used."})
DIGEST_PROBLEMS = problem_responses({404: "It is not in the pool.", 503: "The database cannot be used."})
QUEUED = leads_to(withdraw_v1_review__sha256__delete={"sha256": "/items/0/sha256"})
reviewing = APIRouter(
    prefix="/v1",
    tags=["review"],
    dependencies=[requires(Scope.LABEL)],
    responses=ACCESS_PROBLEMS,
    route_class=StrictRoute,
)
log = structlog.get_logger()


@reviewing.post(
    "/review",
    response_model=PooledOut,
    responses=POOL_PROBLEMS,
    dependencies=[requires_media_type("application/json")],
)
def add(body: ReviewRequest, request: Request) -> Response:
    """Put documents before reviewers: they are tagged now, or were in an archive's job.

    The tags of a text that is there already are replaced, unless anybody labelled it.
    """
    pool = _pool(request)
    tagged = _tag(request, body.documents) if body.documents else _read_job(request, str(body.job))
    pooled = pool.add(tagged)
    log.info("pooled for review", n=pooled.n, left_out=pooled.left_out.total())
    return JSONResponse(PooledOut.of(pooled, pool.size()).model_dump(mode="json"))


@reviewing.get("/review", response_model=ReviewQueue, responses=QUEUE_PROBLEMS | {200: QUEUED})
def choose(
    request: Request,
    n: Annotated[int, Query(ge=1, le=MOST_ITEMS, description="Most documents.")] = 10,
    reviewer: Annotated[Author | None, Query(description="Whose turn it is; by default the name of the key.")] = None,
) -> Response:
    """What a reviewer should look at next, with its tags and their evidence.

    Some is what is most in doubt, some is where labels compete, and some is drawn at random: settings tell the shares.
    What the reviewer has labelled does not come again. Answers go to `POST /v1/examples`, with the record as
    `prediction` and `chosen_by` as it stands here.
    """
    pool, name = _pool(request), reviewer or client_of(request).name
    items = [ReviewItemOut.of(item) for item in pool.choose(n, name, request.app.state.settings.review_mix)]
    queue = ReviewQueue(reviewer=name, pool=PoolOut.of(pool.size()), items=items)
    return JSONResponse(queue.model_dump(mode="json"))


@reviewing.get("/review/quality", response_model=QualityOut, responses=QUEUE_PROBLEMS)
def quality(
    request: Request,
    version: Annotated[Text | None, Query(description="Only documents that this model version tagged.")] = None,
) -> Response:
    """How right the tags of the pool are, by a random sample that people labelled, with 95% intervals."""
    found = estimate_quality(request.app.state.jobs.database, version)
    return JSONResponse(QualityOut.of(found).model_dump(mode="json"))


@reviewing.delete("/review/{sha256}", status_code=204, responses=DIGEST_PROBLEMS)
def withdraw(sha256: Digest, request: Request) -> Response:
    """Take a document out of the pool for good, as one that nobody can judge."""
    if not re.fullmatch(DIGEST, sha256) or not _pool(request).withdraw(sha256):
        raise HTTPException(404, "there is no such document in the pool")
    return Response(status_code=204)


def _tag(request: Request, documents: list[DocumentIn]) -> Iterator[tuple[Row, str]]:
    """Their rows and texts; they are not counted as answered, since nobody is given the tags yet."""
    check_n_documents(request.app, documents)
    tagger, given = request.app.state.serving.require(), [document.to_document() for document in documents]
    with request.app.state.turns.take(given):
        records = tagger.tag(given)
    return ((record.to_row(), document.full_text) for record, document in zip(records, given, strict=True))


def _read_job(request: Request, id: str) -> Iterator[tuple[Row, str]]:
    job, files = done_files(request, id)
    if not job.options.get("with_text"):
        raise HTTPException(422, "the rows of the job hold no texts; upload the archive again with with_text=true")
    return _read_tags(files.tags)


def _read_tags(tags: Path) -> Iterator[tuple[Row, str]]:
    with pq.ParquetFile(tags) as file:
        for number in range(file.num_row_groups):
            for row in to_rows(file.read_row_group(number)):
                text = row.pop("text")
                yield row, text


def _pool(request: Request) -> ReviewPool:
    return ReviewPool(request.app.state.jobs.database)
