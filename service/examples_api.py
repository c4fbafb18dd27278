"""The routes of people's labels: examples come in, are listed and taken back; texts are shown and erased."""

import re
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from corpora.annotation import Annotation, Kind
from corpora.label_queries import Filter
from corpora.label_store import LabelStore
from corpora.standing import TextState
from service.access import ACCESS_PROBLEMS, Scope, client_of, demand, requires
from service.agreement_schemas import AgreementOut, TextOut
from service.erasure import erase_text
from service.example_schemas import Author, ExampleIn, ExampleOut, ExamplePage, Label
from service.examples import to_annotation
from service.idempotency import REPLAYED, IdempotencyKey, keyed_request
from service.ids import DIGEST, ID
from service.label_cap import label_cap
from service.links import LOCATION, leads_to
from service.media_types import requires_media_type
from service.schemas import PROBLEM_RESPONSES, LanguageCode, problem_responses
from service.strict_requests import StrictRoute

MOST_IN_A_PAGE = 100
MOST_NUMBER = 2**31 - 1
EXAMPLE_PROBLEMS = PROBLEM_RESPONSES | problem_responses({410: "The text was erased."})
LIST_PROBLEMS = problem_responses({422: "A filter does not fit.", 503: "The database cannot be used."})
FIND_PROBLEMS = problem_responses({404: "There is no such thing.", 503: "The database cannot be used."})
AGREEMENT_PROBLEMS = problem_responses({503: "No model version can serve, or the database cannot be used."})
STORED = leads_to(
    show_v1_examples__id__get={"id": "/id"},
    remove_v1_examples__id__delete={"id": "/id"},
    show_text_v1_texts__sha256__get={"sha256": "/sha256"},
    erase_v1_texts__sha256__delete={"sha256": "/sha256"},
)
NEXT_PAGE = leads_to(find_v1_examples_get={"cursor": "/next"})
ExampleId = Annotated[str, PathParameter(description="As the example's answer gives it.")]
Digest = Annotated[str, PathParameter(description="SHA-256 of title and text.")]
examples = APIRouter(
    prefix="/v1",
    tags=["examples"],
    dependencies=[requires(Scope.LABEL)],
    responses=ACCESS_PROBLEMS,
    route_class=StrictRoute,
)
log = structlog.get_logger()


class Listed(BaseModel):
    """Which examples to list."""

    model_config = {"extra": "forbid"}

    author: Author | None = None
    label: Label | None = None
    language: LanguageCode = None
    kind: Kind | None = None
    state: TextState | None = None
    cursor: Annotated[int | None, Query(ge=1, le=MOST_NUMBER, description="From `next` of the page before.")] = None
    n: Annotated[int, Query(ge=1, le=MOST_IN_A_PAGE, description="Most examples in a page.")] = MOST_IN_A_PAGE


@examples.post(
    "/examples",
    status_code=201,
    response_model=ExampleOut,
    responses=EXAMPLE_PROBLEMS | {201: STORED | LOCATION},
    dependencies=[requires_media_type("application/json")],
)
def add(body: ExampleIn, request: Request, key: IdempotencyKey = None) -> Response:
    """Store a text with the labels that a person gave it, or corrected it to.

    Who sends it again under the same `Idempotency-Key` gets the same answer, with `Idempotency-Replayed: true`.
    """
    client = client_of(request)
    author = body.author or client.name
    if author != client.name or body.kind is Kind.SETTLEMENT:
        demand(client, Scope.ADMIN)
    new = to_annotation(body, author, labels=_labels(request), store=_store(request))
    annotation, is_replay = _store(request).add(new, keyed_request(client, key, body))
    log.info("example stored", example=annotation.id, kind=annotation.kind, replayed=is_replay)
    headers = {"Location": f"/v1/examples/{annotation.id}"} | ({REPLAYED: "true"} if is_replay else {})
    return JSONResponse(_as_json(ExampleOut.of(annotation)), status_code=201, headers=headers)


@examples.get("/examples", response_model=ExamplePage, responses=LIST_PROBLEMS | {200: NEXT_PAGE})
def find(request: Request, listed: Annotated[Listed, Query()]) -> Response:
    """The examples that were not taken back, the newest first."""
    wanted = Filter(listed.author, listed.label, listed.language, listed.kind)
    cap = label_cap(request.app.state.serving)
    found = _store(request).find(wanted, listed.state, before=listed.cursor, n=listed.n + 1, cap=cap)
    page = found[: listed.n]
    after = str(page[-1].number) if len(found) > listed.n else None
    return JSONResponse(_as_json(ExamplePage(examples=[ExampleOut.of(annotation) for annotation in page], next=after)))


@examples.get("/examples/{id}", response_model=ExampleOut, responses=FIND_PROBLEMS)
def show(id: ExampleId, request: Request) -> Response:
    """An example, also one that was taken back."""
    return JSONResponse(_as_json(ExampleOut.of(_find(request, id))))


@examples.delete("/examples/{id}", status_code=204, responses=FIND_PROBLEMS)
def remove(id: ExampleId, request: Request) -> Response:
    """Take an example back: its author's, or anyone's with the scope admin. It stays in the text's history."""
    client, annotation = client_of(request), _find(request, id)
    if annotation.author != client.name:
        demand(client, Scope.ADMIN)
    _store(request).delete(annotation.id)
    log.info("example deleted", example=annotation.id)
    return Response(status_code=204)


@examples.get("/texts/{sha256}", response_model=TextOut, responses=FIND_PROBLEMS)
def show_text(sha256: Digest, request: Request) -> Response:
    """A text, where it stands, and all that was ever said of it."""
    store = _store(request)
    stored = store.text(sha256) if re.fullmatch(DIGEST, sha256) else None
    if stored is None:
        raise HTTPException(404, "there is no such text")
    state = store.state(stored, label_cap(request.app.state.serving))
    return JSONResponse(_as_json(TextOut.of(stored, state, store.history(sha256))))


@examples.delete("/texts/{sha256}", status_code=204, responses=FIND_PROBLEMS, dependencies=[requires(Scope.ADMIN)])
def erase(sha256: Digest, request: Request) -> Response:
    """Erase a text for good, with its source and comments on it; its digest, labels and times remain.

    It is not taken again afterwards. Uploads and results of archives are removed with their jobs.
    """
    if not re.fullmatch(DIGEST, sha256) or not erase_text(_store(request), sha256):
        raise HTTPException(404, "there is no such text")
    log.info("text erased", sha256=sha256)
    return Response(status_code=204)


@examples.get("/agreement", response_model=AgreementOut, responses=AGREEMENT_PROBLEMS)
def agreement(request: Request) -> Response:
    """How well each two people agree on each label (Cohen's κ), and the texts on which people disagree."""
    return JSONResponse(_as_json(AgreementOut.of(_store(request).standings(), _labels(request))))


def _labels(request: Request) -> list[str]:
    """The labels of the version that serves."""
    labels: list[str] = request.app.state.serving.require().manifest.labels
    return labels


def _find(request: Request, id: str) -> Annotation:
    annotation = _store(request).get(id) if re.fullmatch(ID, id) else None
    if annotation is None:
        raise HTTPException(404, "there is no such example")
    return annotation


def _store(request: Request) -> LabelStore:
    store: LabelStore = request.app.state.labels
    return store


def _as_json(answer: BaseModel) -> Any:
    return answer.model_dump(mode="json")
