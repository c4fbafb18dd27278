import asyncio
import errno
import re
import threading
from io import BytesIO

import pytest
from fastapi import HTTPException
from starlette import formparsers
from starlette.testclient import TestClient

from corpora.document import digest_text
from service.schemas import TagResponse
from service.settings import Settings
from service.uploads import MOST_READ_AT_ONCE, MOST_TAKEN_ON, Reading, check_is_document, clean_name
from tests.conftest import TEXTS
from tests.formats.office import to_docx
from tests.formats.pdf import to_encrypted_pdf, to_image_pdf, to_pdf
from tests.formats.web import to_html

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + bytes(range(32))


def post(client: TestClient, name: str, content: bytes, **fields: str) -> dict:
    answer = client.post("/v1/tag/file", files={"file": (name, content)}, data=fields)
    assert answer.status_code == 200, answer.text
    found = TagResponse.model_validate_json(answer.text)
    assert found.model_version == found.predictions[0].model_version
    (row,) = answer.json()["predictions"]
    return row


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("kind", ["txt", "md", "html", "docx", "pdf"])
def test_a_file_of_any_kind_is_tagged_with_quotes_from_its_text(client: TestClient, language: str, kind: str) -> None:
    text = TEXTS[language]
    content = {
        "txt": text.encode("cp1252"),
        "md": f"# {text}\n".encode(),
        "html": to_html(text, "Boletín", language).encode(),
        "docx": to_docx(text),
        "pdf": to_pdf(text),
    }[kind]
    row = post(client, f"a.{kind}", content, text="true")
    assert (row["id"], row["language"], row["labels"], row["notes"]) == (f"a.{kind}", language, ["enforcement"], [])
    assert row["sha256"] == digest_text(row["text"])
    (quote, *_) = row["evidence"][0]["passages"]
    assert row["text"][quote["start"] : quote["end"]] == quote["text"]
    assert quote["page"] == (1 if kind == "pdf" else None)


def test_fields_of_the_form_are_heeded(client: TestClient) -> None:
    fields = {"id": "mi-id", "title": "Operativo", "language": "es", "evidence": "false"}
    row = post(client, "a.txt", TEXTS["es"].encode(), **fields)
    assert (row["id"], row["title"], row["language"], row["evidence"]) == ("mi-id", "Operativo", "es", [])
    assert "text" not in row
    assert row["sha256"] == digest_text(f"Operativo\n\n{TEXTS['es']}")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.7 cut off", "corrupt"),
        ("a.docx", to_docx(TEXTS["en"])[:900], "corrupt"),
        ("a.txt", b"", "no_text"),
        ("a.pdf", None, "encrypted"),
        ("a.pdf", "image", "image_only"),
    ],
)
def test_what_cannot_be_read_is_not_judged(client: TestClient, name: str, content: bytes | None, reason: str) -> None:
    content = to_encrypted_pdf(TEXTS["es"]) if content is None else to_image_pdf() if content == "image" else content
    row = post(client, name, content)
    assert (row["outcome"], row["reason"]) == ("not_judged", reason)


def test_a_wrong_name_is_noted(client: TestClient, text: str) -> None:
    row = post(client, "a.pdf", text.encode())
    assert row["labels"] == ["enforcement"]
    assert row["notes"] == [{"code": "name_mismatch", "detail": "the name says PDF, the content is plain text"}]


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        ("a.png", PNG, "neither text nor a kind of document"),
        ("a.jsonl", b'{"id": "1", "text": "x"}', "may hold many documents"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office file; save it as DOCX"),
    ],
)
def test_what_is_no_document_is_415(client: TestClient, name: str, content: bytes, detail: str) -> None:
    answer = client.post("/v1/tag/file", files={"file": (name, content)})
    assert (answer.status_code, answer.json()["type"]) == (415, "urn:policy-tagger:problem:unsupported-media-type")
    assert detail in answer.json()["detail"]


@pytest.mark.parametrize(
    "request_",
    [
        {"files": {"file": ("a.txt", b"x")}, "data": {"language": "español"}},
        {"files": {"file": ("a.txt", b"x")}, "data": {"unknown": "1"}},
        {"files": {"file": ("a.txt", b"x")}, "data": {"id": "\0"}},
        {"files": {"other": ("a.txt", b"x")}},
        {"files": {"file": (None, b"no file")}},
    ],
)
def test_a_form_that_does_not_fit_is_422(client: TestClient, request_: dict) -> None:
    answer = client.post("/v1/tag/file", **request_)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:policy-tagger:problem:invalid-request")
    assert answer.json()["errors"]


def test_a_body_that_is_no_form_is_refused(client: TestClient) -> None:
    assert client.post("/v1/tag/file", json={}).status_code == 415
    broken = client.post("/v1/tag/file", content=b"x", headers={"Content-Type": "multipart/form-data"})
    assert (broken.status_code, broken.json()["type"]) == (400, "urn:policy-tagger:problem:malformed-body")


def test_a_file_may_be_larger_than_other_bodies(client: TestClient) -> None:
    settings: Settings = client.app.state.settings
    large = settings.max_body_bytes + 1
    assert post(client, "a.txt", b"a " * (large // 2 + 1))["reason"] == "too_large"
    answer = client.post("/v1/tag/file", files={"file": ("a.txt", bytes(settings.max_file_bytes + 1))})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\docs\\Política 2030.pdf", "Política 2030.pdf"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("x" * 300, "x" * 200),
        ("..", ".."),
        ("", "file"),
        (None, "file"),
    ],
)
def test_clean_name(given: str | None, expected: str) -> None:
    assert clean_name(given) == expected


def test_check_is_document_leaves_the_stream_at_its_start() -> None:
    stream = BytesIO(b"text")
    check_is_document(stream, "a.txt")
    assert stream.tell() == 0
    with pytest.raises(HTTPException, match=re.escape("415")):
        check_is_document(BytesIO(PNG), "a.png")


def test_slow_files_take_few_threads_and_too_many_are_refused() -> None:
    may_end, lock = threading.Event(), threading.Lock()
    under_way, most = 0, 0

    def read() -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        may_end.wait(30)
        with lock:
            under_way -= 1

    async def run() -> None:
        reading = Reading()
        tasks = [asyncio.create_task(reading.run(read)) for _ in range(MOST_TAKEN_ON)]
        while most < MOST_READ_AT_ONCE:
            await asyncio.sleep(0.01)
        with pytest.raises(HTTPException) as refused:
            await reading.run(read)
        assert (refused.value.status_code, int(refused.value.headers["Retry-After"]) > 0) == (503, True)
        may_end.set()
        await asyncio.gather(*tasks)
        await reading.run(read)

    asyncio.run(run())
    assert most == MOST_READ_AT_ONCE


def test_a_full_temporary_disk_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(formparsers.SpooledTemporaryFile):
        def write(self, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(formparsers, "SpooledTemporaryFile", Full)
    answer = client.post("/v1/tag/file", files={"file": ("a.txt", b"La ley.")})
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (507, "insufficient-storage")
    assert answer.headers["retry-after"]
