"""What people say to a tagged document: these are its labels, or somebody should look at it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import ValidationError
from starlette.datastructures import FormData

from corpora.strict_json import parse_json
from service import examples_api, review_api
from service.example_schemas import MOST_SOURCE_CHARACTERS, ExampleIn
from service.pages.page import allows, mark, read_form, unfit
from service.pages.rendering import render, wants_part
from service.review_schemas import ReviewRequest
from service.schemas import MAX_ID_CHARACTERS, DocumentIn
from service.scopes import Scope

CORRECTED = mark("Stored. The next training learns from these labels.")
SENT_TO_REVIEW = mark("Sent. It waits among the documents to be reviewed.")
people = APIRouter(include_in_schema=False, dependencies=[allows(Scope.LABEL)])


@people.post("/corrections")
def correct(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Store the labels that a person gives a document, as `POST /v1/examples` does."""
    try:
        example = ExampleIn.model_validate(_carried(form) | _said(form))
    except ValidationError as error:
        raise unfit(error) from error
    examples_api.add(example, request, str(form.get("key", "")) or None)
    return _answer(request, CORRECTED)


@people.post("/to-review")
def send_to_review(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Put a document before reviewers, as `POST /v1/review` does."""
    carried = _carried(form)
    try:
        fields = {"id": str(form.get("id", ""))[:MAX_ID_CHARACTERS]} | {
            name: carried.get(name) for name in ("text", "language")
        }
        body = ReviewRequest(documents=[DocumentIn.model_validate(fields)])
    except ValidationError as error:
        raise unfit(error) from error
    review_api.add(body, request)
    return _answer(request, SENT_TO_REVIEW)


def _carried(form: FormData) -> dict[str, Any]:
    """What the form carries of the document.

    Raises:
        HTTPException: 400, it is not what the page put there.
    """
    try:
        carried = parse_json(str(form.get("document", "")))
    except ValueError as error:
        raise HTTPException(400, "the form does not carry its document") from error
    if not isinstance(carried, dict):
        raise HTTPException(400, "the form does not carry its document")
    if source := carried.get("source"):
        carried["source"] = str(source)[:MOST_SOURCE_CHARACTERS]
    return carried


def _said(form: FormData) -> dict[str, Any]:
    """What the person said: labels, the main one first, and perhaps their name and a comment."""
    labels, main = [str(label) for label in form.getlist("label")], str(form.get("main", ""))
    said: dict[str, Any] = {"labels": sorted(labels, key=lambda label: label != main)}
    for name in ("author", "comment"):
        if text := str(form.get(name, "")).strip():
            said[name] = text
    return said


def _answer(request: Request, message: str) -> Response:
    return render(request, "thanks_part.html" if wants_part(request) else "thanks.html", message=message)
