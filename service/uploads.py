"""An uploaded file → what may be read of it: its form, its name, its kind."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, BinaryIO, TypeVar

from fastapi import HTTPException, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.files import FileReader
from corpora.readers.archives import NOT_IN_NAMES
from corpora.readers.kinds import Kind, tell_kind
from service.schemas import MAX_ID_CHARACTERS, MAX_TITLE_CHARACTERS, LanguageCode, Text

DOCUMENT_KINDS = (Kind.PDF, Kind.DOCX, Kind.ODT, Kind.RTF, Kind.HTML, Kind.MARKDOWN, Kind.TEXT)
UNNAMED = "file"
MOST_READ_AT_ONCE = 8
MOST_TAKEN_ON = 100
WAIT_SECONDS = 10

T = TypeVar("T")


class Reading:
    """Reads uploads in a few threads at most: slow files keep each other waiting, and no other request."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(MOST_READ_AT_ONCE)
        self._n_taken_on = 0

    async def run(self, read: Callable[[], T]) -> T:
        """What `read` gives, once it is its turn.

        Raises:
            HTTPException: 503, too many wait already.
        """
        if self._n_taken_on >= MOST_TAKEN_ON:
            detail = "more files wait to be read than this process can take on; send it again later"
            raise HTTPException(503, detail, headers={"Retry-After": str(WAIT_SECONDS)})
        self._n_taken_on += 1
        try:
            async with self._turn:
                return await run_in_threadpool(read)
        finally:
            self._n_taken_on -= 1


class FileForm(BaseModel):
    """The fields of an upload."""

    model_config = ConfigDict(extra="forbid")

    file: Annotated[UploadFile, Field(description="PDF, DOCX, ODT, RTF, HTML, Markdown or plain text.")]
    id: Annotated[Text, Field(max_length=MAX_ID_CHARACTERS, description="Your name for it, else the file's.")] = ""
    title: Annotated[Text, Field(max_length=MAX_TITLE_CHARACTERS, description="In place of the file's own.")] = ""
    language: LanguageCode = None
    evidence: Annotated[bool, Field(description="Whether to quote the passages behind each label.")] = True
    text: Annotated[bool, Field(description="Whether to send the extracted text back.")] = False


def clean_name(filename: str | None) -> str:
    """The last part of a client's file name, without control characters, as the id of its document.

    >>> clean_name("C:\\\\docs\\\\plan\\n2030.pdf"), clean_name(None)
    ('plan2030.pdf', 'file')
    """
    last = re.split(r"[/\\]", filename or "")[-1]
    return NOT_IN_NAMES.sub("", last)[:MAX_ID_CHARACTERS].strip() or UNNAMED


def read_document(
    reader: FileReader, stream: BinaryIO, name: str, *, title: str = "", language: str | None = None
) -> Document:
    """The document of an uploaded file; a title or language that is stated stands in place of the file's own.

    Raises:
        HTTPException: 415, it is no single document.
    """
    check_is_document(stream, name)
    (document,) = reader.read(stream, name)
    return replace(document, title=title or document.title, language=language or document.language)


def check_is_document(stream: BinaryIO, name: str) -> None:
    """Refuse what is no single document.

    Raises:
        HTTPException: 415, it is of another kind; one that is protected or damaged passes, to be not judged.
    """
    try:
        kind, _ = tell_kind(stream, name)
    except UnreadableError as error:
        if error.reason == Reason.UNSUPPORTED_FORMAT:
            raise HTTPException(415, error.detail) from error
        return
    if kind not in DOCUMENT_KINDS:
        raise HTTPException(415, f"{kind} may hold many documents; tag it with `policy-tagger tag`")
