"""The first page: texts and files are tagged, and shown with what carries each label."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from corpora.document import Document, Reason
from corpora.taxonomy import LANGUAGES
from models.tagger import Tagger
from service.judging import judge
from service.pages.findings import to_finding
from service.pages.languages import choose_language
from service.pages.page import Page, allows, mark, read_form
from service.pages.rendering import render, translate, wants_part
from service.pages.words import NOTES, OUTCOMES, REASONS
from service.schemas import DocumentIn
from service.scopes import Scope
from service.uploads import clean_name, read_document

PATH = "/"
MOST_FILES = 20
PASTED = mark("Pasted text")
NOTHING_SENT = mark("Paste a text or choose a file first.")
TOO_MANY_FILES = mark("Choose fewer files: up to 20 are tagged at once. For more, tag an archive.")
UNFIT_TEXT = mark("The text or its title holds what cannot be stored, or the title is too long.")
router = APIRouter(include_in_schema=False, dependencies=[allows(Scope.TAG)])
TAG = Page(PATH, mark("Tag"), router, Scope.TAG)


class UnfitFormError(Exception):
    """The form cannot be tagged; the message is one of the catalogues."""


@router.get(PATH)
def show(request: Request) -> Response:
    """The empty form."""
    return render(request, "tag.html", findings=(), error="", form=FormData())


@router.post(PATH)
async def tag(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Tag what was pasted and the files that were chosen, in this order."""
    tagger, files = request.app.state.serving.require(), _files(form)
    run = request.app.state.reading.run if files else run_in_threadpool
    try:
        documents = await run(lambda: list(_documents(request, form, files)))
    except UnfitFormError as error:
        return render(request, _template(request), findings=(), error=str(error), form=form)
    return await run_in_threadpool(_judge, request, form, tagger, documents)


def _judge(request: Request, form: FormData, tagger: Tagger, documents: Sequence[Document]) -> Response:
    records = judge(request.app, tagger, documents)
    taxonomy, language = tagger.model.taxonomy, choose_language(request)
    findings = [
        to_finding(document, record, taxonomy, language) for document, record in zip(documents, records, strict=True)
    ]
    return render(
        request,
        _template(request),
        findings=findings,
        error="",
        form=form,
        outcomes=OUTCOMES,
        reasons=REASONS,
        notes=NOTES,
    )


def _template(request: Request) -> str:
    return "findings.html" if wants_part(request) else "tag.html"


def _files(form: FormData) -> list[UploadFile]:
    return [file for file in form.getlist("file") if isinstance(file, UploadFile) and file.filename]


def _documents(request: Request, form: FormData, files: Sequence[UploadFile]) -> Iterator[Document]:
    """What the form holds.

    Raises:
        UnfitFormError: nothing, too many files, or a text that cannot be taken.
    """
    text = str(form.get("text", "")).replace("\r\n", "\n")
    language = next((code for code in LANGUAGES if code == form.get("language")), None)
    if not text.strip() and not files:
        raise UnfitFormError(NOTHING_SENT)
    if len(files) > MOST_FILES:
        raise UnfitFormError(TOO_MANY_FILES)
    if text.strip():
        yield _pasted(translate(request, PASTED), text, str(form.get("title", "")).strip(), language)
    yield from _read(request, files, language)


def _pasted(id: str, text: str, title: str, language: str | None) -> Document:
    try:
        return DocumentIn(id=id, text=text, title=title, language=language).to_document()
    except ValidationError as error:
        raise UnfitFormError(UNFIT_TEXT) from error


def _read(request: Request, files: Sequence[UploadFile], language: str | None) -> Iterator[Document]:
    """The documents of files; one of a kind that is not read spoils no other."""
    for file in files:
        name = clean_name(file.filename)
        try:
            yield read_document(request.app.state.reader, file.file, name, language=language)
        except HTTPException as error:
            yield Document.unread(name, Reason.UNSUPPORTED_FORMAT, str(error.detail))
