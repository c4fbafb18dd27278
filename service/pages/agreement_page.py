"""How well reviewers agree, on what they do not, and how right the tags of the pool are."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from corpora.agreement import agreements
from corpora.annotation import Kind
from corpora.label_store import LabelStore
from corpora.label_texts import StoredText
from corpora.standing import Standing
from service import examples_api
from service.example_schemas import ExampleIn
from service.pages.languages import choose_language
from service.pages.numbers import decimal
from service.pages.page import mark, read_form, unfit
from service.pages.rendering import render
from service.pages.review_form import LabelForm
from service.review_quality import estimate_quality

PATH = "/review/agreement"
MOST_DISPUTES = 20
SETTLED = mark("Settled: the next training learns what you decided.")
CHOOSE_FIRST = mark("Tick a label of the text that you settle, or “none of the labels”; not both.")
agreeing = APIRouter()


@dataclass(frozen=True, slots=True)
class Dispute:
    """A text on which people disagree; said: by author, the labels that each gave it."""

    text: StoredText
    said: dict[str, tuple[str, ...]]


class SettlementForm(LabelForm):
    """What settles a dispute; author: where nobody has signed in."""

    author: str = ""


@agreeing.get(PATH)
def show(request: Request, settled: bool = False, reviewer: str = "") -> Response:
    """The figures, and the disputes to be settled; reviewer: who came here from the review."""
    return _render(request, reviewer, notice=SETTLED if settled else "")


@agreeing.post(PATH)
def settle(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Decide what a text is about on which people disagree, as `POST /v1/examples` with the kind settlement does."""
    given = SettlementForm.of(form)
    stored = _store(request).text(given.digest)
    if stored is None:
        raise HTTPException(404, "there is no such text")
    if given.labels is None:
        return _render(request, given.author, error=CHOOSE_FIRST)
    examples_api.add(_to_settlement(stored, given), request, given.key or None)
    query = urlencode({"settled": "true", "reviewer": given.author})
    return RedirectResponse(f"{PATH}?{query}", HTTPStatus.SEE_OTHER)


def _to_settlement(stored: StoredText, given: SettlementForm) -> ExampleIn:
    said = {"author": given.author, "comment": given.comment}
    fields = {"kind": Kind.SETTLEMENT, "text": stored.text, "language": stored.language, "labels": given.labels}
    try:
        return ExampleIn.model_validate(
            fields | {"labels": [*(given.labels or ())]} | {name: text for name, text in said.items() if text.strip()}
        )
    except ValidationError as error:
        raise unfit(error) from error


def _render(request: Request, reviewer: str, notice: str = "", error: str = "") -> Response:
    taxonomy = request.app.state.serving.require().model.taxonomy
    standings = _store(request).standings()
    disputed = {digest: standing for digest, standing in standings.items() if standing.is_disputed}
    by_author = (standing.labels_by_author for standing in standings.values())
    return render(
        request,
        "review_agreement.html",
        reviewer=reviewer,
        taxonomy=taxonomy,
        decimal=decimal(choose_language(request)),
        pairs=list(agreements(by_author, [label.id for label in taxonomy.labels])),
        disputes=list(islice(_disputes(request, disputed), MOST_DISPUTES)),
        n_disputed=len(disputed),
        quality=estimate_quality(request.app.state.jobs.database),
        notice=notice,
        error=error,
    )


def _disputes(request: Request, disputed: dict[str, Standing]) -> Iterator[Dispute]:
    for digest, standing in disputed.items():
        if text := _store(request).text(digest):
            yield Dispute(text, {author: vote.labels for author, vote in standing.by_author.items()})


def _store(request: Request) -> LabelStore:
    store: LabelStore = request.app.state.labels
    return store
