"""A multipart request → the files of a job to be, on the disk, and the other fields."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from corpora.machine import NO_SPACE
from models.whole_files import sync
from service.job_files import JobFiles
from service.job_schemas import ArchiveFields
from service.jobs import new_id
from service.multipart import FormWriter, MultipartError, UnexpectedFileError
from service.uploads import UNNAMED, clean_name

MOST_NAME_BYTES = 200
MOST_SUFFIX_BYTES = 20


@contextmanager
def new_files(home: Path) -> Iterator[JobFiles]:
    """A folder for a job to be, removed again where that comes to nothing."""
    files = JobFiles(home, new_id())
    with _answered(), ExitStack() as stack:
        stack.callback(files.remove)
        files.folder.mkdir(parents=True)
        yield files
        stack.pop_all()


async def receive(request: Request, files: JobFiles, *, from_page: bool = False) -> tuple[str, ArchiveFields]:
    """Write the upload as it comes; its name and the other fields.

    from_page : it is the form of a page, in which a field that is empty was left out.
    """
    draft = files.folder / "input.new"
    with _answered(), draft.open("wb") as file:
        with FormWriter(request.headers.get("content-type", ""), "file", file) as form:
            async for piece in request.stream():
                await run_in_threadpool(form.write, piece)
            form.finish()
        fields = _checked(form, from_page=from_page)
        await run_in_threadpool(_settle, file, draft, files.input)
    return short_name(form.filename), fields


def short_name(filename: str | None) -> str:
    """A client's file name, short enough for any file system; its suffix, which may tell the kind, is kept.

    >>> short_name("../informe.csv"), short_name(".."), len(short_name("ñ" * 150 + ".csv").encode())
    ('informe.csv', 'file', 200)
    """
    name = clean_name(filename)
    if not name.strip("."):
        return UNNAMED
    suffix = Path(name).suffix.encode()[:MOST_SUFFIX_BYTES]
    if len(name.encode()) <= MOST_NAME_BYTES:
        return name
    return (name.encode()[: MOST_NAME_BYTES - len(suffix)] + suffix).decode("utf-8", "ignore")


@contextmanager
def _answered() -> Iterator[None]:
    """What may go wrong with an upload, as the answers that it gets."""
    try:
        yield
    except UnexpectedFileError as error:
        raise HTTPException(422, str(error)) from error
    except MultipartError as error:
        raise HTTPException(400, str(error)) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the body is cut off") from error
    except OSError as error:
        if error.errno not in NO_SPACE:
            raise
        raise HTTPException(507, "there is no space left for the upload") from error


def _checked(form: FormWriter, *, from_page: bool) -> ArchiveFields:
    if form.filename is None or (from_page and not form.filename):
        raise RequestValidationError([{"type": "missing", "loc": ("body", "file"), "msg": "Field required"}])
    given = {name: text for name, text in form.fields.items() if text or not from_page}
    try:
        return ArchiveFields.model_validate(given)
    except ValidationError as error:
        found = [{**item, "loc": ("body", *item["loc"])} for item in error.errors()]
        raise RequestValidationError(found) from error


def _settle(file: BinaryIO, draft: Path, target: Path) -> None:
    """Have the upload on the disk before anyone is told that it was taken."""
    file.flush()
    sync(draft)
    draft.replace(target)
    sync(target.parent)
    sync(target.parent.parent)
