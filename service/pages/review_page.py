"""The review page: documents of the pool one by one, with their tags and evidence, and one key a label."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from corpora.annotation import ChosenBy
from corpora.document import Document
from models.decision import Outcome
from models.record import TagRecord
from service import examples_api
from service.access import client_of
from service.example_schemas import Author, ExampleIn
from service.pages.agreement_page import agreeing
from service.pages.findings import to_finding
from service.pages.languages import choose_language
from service.pages.page import Page, allows, mark, read_form, unfit
from service.pages.rendering import render, wants_part
from service.pages.review_form import Press, ReviewForm, Sitting, Step
from service.pages.words import OUTCOMES
from service.review_pool import ReviewItem, ReviewPool
from service.review_session import PREDICTION
from service.scopes import Scope

PATH = "/review"
WAYS = {
    ChosenBy.UNCERTAIN: mark("chosen because it is most in doubt"),
    ChosenBy.COMPETING: mark("chosen because labels compete"),
    ChosenBy.RANDOM: mark("chosen at random"),
}
CHOOSE_FIRST = mark("Tick a label first, or “none of the labels”; not both.")
TAGGED_ANEW = mark("It was tagged by another model version meanwhile: please look again.")
GONE = mark("The last document was taken out of the review queue meanwhile; your answer was not stored.")
UNDONE = mark("The last answer was taken back.")
NAMELESS = mark("A name has 1 to 100 characters, all of which can be printed.")
router = APIRouter(include_in_schema=False, dependencies=[allows(Scope.LABEL)])
router.include_router(agreeing)
REVIEW = Page(PATH, mark("Review"), router, Scope.LABEL)
_author: TypeAdapter[str] = TypeAdapter(Author)


@router.get(PATH)
def show(request: Request, reviewer: str = "") -> Response:
    """The first document, once it is known who reviews."""
    name = _name(request, reviewer)
    if name is None:
        error = NAMELESS if reviewer else ""
        return render(request, "review_name.html", error=error)
    return _next(request, name, Sitting())


@router.post(PATH)
def answer(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Store what a reviewer says, skip a document or take the last answer back; then the next document."""
    given = ReviewForm.of(form)
    name = _name(request, given.reviewer)
    if name is None:
        return RedirectResponse(PATH, HTTPStatus.SEE_OTHER)
    match given.press:
        case Press.UNDO if given.sitting.steps:
            return _undo(request, name, given.sitting)
        case Press.SKIP if given.digest:
            step = Step(digest=given.digest, chosen_by=given.chosen_by)
            return _next(request, name, given.sitting.forward(step))
        case Press.ACCEPT if given.digest:
            return _accept(request, name, given)
    return _next(request, name, given.sitting)


def _accept(request: Request, name: str, given: ReviewForm) -> Response:
    item = _pool(request).find(given.digest, given.chosen_by)
    if item is None:
        return _next(request, name, given.sitting, GONE)
    if item.record["model_version"] != given.version:
        return _show(request, name, given.sitting, item, given.labels, TAGGED_ANEW)
    if given.labels is None:
        return _show(request, name, given.sitting, item, None, CHOOSE_FIRST)
    example = _to_example(item, given, name)
    stored = json.loads(bytes(examples_api.add(example, request, given.key or None).body))
    step = Step(digest=item.digest, chosen_by=item.chosen_by, example=stored["id"])
    return _next(request, name, given.sitting.forward(step))


def _to_example(item: ReviewItem, given: ReviewForm, name: str) -> ExampleIn:
    fields: dict[str, Any] = {
        "author": name,
        "text": item.text,
        "language": item.language,
        "labels": list(given.labels or ()),
        "chosen_by": item.chosen_by,
        "prediction": {field: item.record[field] for field in PREDICTION},
    }
    try:
        return ExampleIn.model_validate(fields | ({"comment": given.comment} if given.comment.strip() else {}))
    except ValidationError as error:
        raise unfit(error) from error


def _undo(request: Request, name: str, sitting: Sitting) -> Response:
    """Take the last answer back and show its document again, with what was ticked."""
    step = sitting.steps[-1]
    item = _pool(request).find(step.digest, step.chosen_by)
    ticked = _tagged(item)
    if step.example and (stored := request.app.state.labels.get(step.example)):
        examples_api.remove(stored.id, request)
        ticked = stored.labels
    if item is None:
        return _next(request, name, sitting.back(), UNDONE)
    return _show(request, name, sitting.back(), item, ticked, UNDONE)


def _next(request: Request, name: str, sitting: Sitting, notice: str = "") -> Response:
    """The first document that is due and was not skipped in this sitting."""
    due = _pool(request).choose(len(sitting.skipped) + 1, name, request.app.state.settings.review_mix)
    item = next((item for item in due if item.digest not in sitting.skipped), None)
    return _show(request, name, sitting, item, _tagged(item), notice)


def _show(
    request: Request,
    name: str,
    sitting: Sitting,
    item: ReviewItem | None,
    ticked: tuple[str, ...] | None,
    notice: str = "",
) -> Response:
    """A document with the labels that are ticked, None where nothing is; or how to go on where there is none."""
    taxonomy = request.app.state.serving.require().model.taxonomy
    finding = None
    if item:
        document = Document(item.record["id"], item.text)
        finding = to_finding(document, TagRecord.from_row(item.record), taxonomy, choose_language(request))
    rows = {row.id: row for row in finding.labels} if finding else {}
    return render(
        request,
        "review_part.html" if wants_part(request) else "review.html",
        reviewer=name,
        sitting=sitting,
        item=item,
        finding=finding,
        n_labels=len(taxonomy.labels),
        answers=[rows[label.id] for label in taxonomy.labels] if rows else [],
        ticked=ticked,
        notice=notice,
        pool=_pool(request).size(),
        way=item and WAYS[item.chosen_by],
        outcomes=OUTCOMES,
    )


def _tagged(item: ReviewItem | None) -> tuple[str, ...] | None:
    """What is ticked at first: the labels of the tags, or nothing where they are uncertain."""
    if item is None or item.record["outcome"] == Outcome.UNCERTAIN:
        return None
    return tuple(item.record["labels"])


def _name(request: Request, given: str) -> str | None:
    """Who reviews: whoever signed in, else the name that was given; None where it is none."""
    if not request.app.state.access.is_open:
        return client_of(request).name
    try:
        return _author.validate_python(given)
    except ValidationError:
        return None


def _pool(request: Request) -> ReviewPool:
    return ReviewPool(request.app.state.jobs.database)
