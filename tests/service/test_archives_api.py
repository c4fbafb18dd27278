import csv
import errno
import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from service import archive_uploads
from service.api import create_app
from service.job_files import JobFiles
from service.job_schemas import JobOut
from service.settings import Settings
from service.worker import Worker
from tests.conftest import TEXTS
from tests.formats.office import to_docx
from tests.service.test_problems import assert_problem

UNKNOWN = "0" * 32


@pytest.fixture(scope="module")
def place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of our own with the tiny version."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(home / "models", folder / "models")
    return folder


@pytest.fixture(scope="module")
def settings(place: Path) -> Settings:
    return Settings(home=place)


@pytest.fixture(scope="module")
def api(settings: Settings) -> Iterator[TestClient]:
    """The API, and no worker beside it."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def zipped() -> bytes:
    """Texts of both languages, one of them twice, one damaged file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("en.txt", TEXTS["en"])
        archive.writestr("informes/política.docx", to_docx(TEXTS["es"]))
        archive.writestr("again.txt", TEXTS["en"])
        archive.writestr("bad.pdf", b"%PDF-1.7 cut off")
    return content.getvalue()


def post(api: TestClient, name: str, content: bytes, **fields: str) -> dict:
    answer = api.post("/v1/archives", files={"file": (name, content)}, data=fields)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/jobs/{answer.json()['id']}"
    return JobOut.model_validate_json(answer.text).model_dump(mode="json")


def do_all(settings: Settings) -> None:
    worker = Worker(settings)
    while worker.do_next():
        pass
    worker.stop()
    worker.run()


def rows_of(api: TestClient, id: str, form: str = "jsonl") -> list[dict]:
    answer = api.get(f"/v1/jobs/{id}/results", params={"format": form})
    assert answer.status_code == 200, answer.text
    if form == "parquet":
        return pq.read_table(pa.BufferReader(answer.content)).to_pylist()
    lines = answer.content.decode("utf-8")
    return list(csv.DictReader(io.StringIO(lines))) if form == "csv" else list(map(json.loads, lines.splitlines()))


@pytest.fixture
def waiting(api: TestClient) -> Iterator[dict]:
    """A job that no worker has seen."""
    job = post(api, "política.txt", TEXTS["es"].encode())
    yield job
    api.delete(f"/v1/jobs/{job['id']}")
    api.delete(f"/v1/jobs/{job['id']}")


@pytest.fixture(scope="module")
def done(api: TestClient, settings: Settings) -> dict:
    """A job that a worker has done."""
    id = post(api, "archivo.zip", zipped(), evidence="true", with_text="true")["id"]
    do_all(settings)
    return api.get(f"/v1/jobs/{id}").json()


def assert_nothing_is_left(settings: Settings, before: set[Path]) -> None:
    assert {*settings.home.glob("jobs/*")} == before


def test_an_upload_becomes_a_job_that_waits(api: TestClient, waiting: dict, settings: Settings) -> None:
    found = api.get(f"/v1/jobs/{waiting['id']}").json()
    assert found == waiting
    assert (found["kind"], found["state"], found["file"], found["done"]) == ("archive", "queued", "política.txt", 0)
    assert found["total"] is found["share"] is found["started_at"] is found["message"] is None
    assert found["model_version"] == api.get("/readyz").json()["model_version"]
    assert time.strptime(found["created_at"], "%Y-%m-%dT%H:%M:%S+00:00")
    files = JobFiles(settings.home, waiting["id"])
    assert [path.name for path in files.folder.iterdir()] == ["input"]
    assert files.input.read_bytes() == TEXTS["es"].encode()


@pytest.mark.long
def test_a_done_job_tells_what_came_of_it(done: dict) -> None:
    assert (done["state"], done["done"], done["total"], done["failures"], done["share"]) == ("done", 4, 4, 1, 1.0)
    assert (done["attempts"], done["message"]) == (1, None)
    assert done["created_at"] <= done["started_at"] <= done["finished_at"]


@pytest.mark.long
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_rows_come_back_in_every_form(api: TestClient, done: dict, form: str) -> None:
    rows = rows_of(api, done["id"], form)
    names = ["en.txt", "informes/política.docx", "again.txt", "bad.pdf"]
    assert [row["id"] for row in rows] == [f"archivo.zip/{name}" for name in names]
    assert [row["language"] or None for row in rows] == ["en", "es", "en", None]
    assert [row["reason"] or None for row in rows] == [None, None, None, "corrupt"]
    assert [row["text"] for row in rows[:2]] == [TEXTS["en"], TEXTS["es"]]
    assert "input" not in rows[0]


@pytest.mark.long
def test_rows_are_those_of_the_command_line(api: TestClient, done: dict, cli, tmp_path: Path) -> None:
    (tmp_path / "archivo.zip").write_bytes(zipped())
    expected = cli("tag", tmp_path / "archivo.zip", "--with-text").rows
    assert [row | {"tagged_at": ""} for row in rows_of(api, done["id"])] == [
        row | {"tagged_at": ""} for row in expected
    ]


@pytest.mark.long
def test_rows_download_under_a_name(api: TestClient, done: dict) -> None:
    for form, media_type in (
        ("jsonl", "application/jsonl"),
        ("csv", "text/csv; charset=utf-8"),
        ("parquet", "application/vnd.apache.parquet"),
    ):
        headers = api.get(f"/v1/jobs/{done['id']}/results?format={form}").headers
        assert headers["content-type"] == media_type
        assert headers["content-disposition"] == f'attachment; filename="tags.{form}"'


@pytest.mark.long
@pytest.mark.parametrize(("language", "words"), [("en", "What an archive"), ("es", "De qué trata un lote")])
def test_the_report_speaks_both_languages(api: TestClient, done: dict, language: str, words: str) -> None:
    answer = api.get(f"/v1/jobs/{done['id']}/report", params={"language": language})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'lang="{language}"' in answer.text
    assert words in answer.text


@pytest.mark.long
def test_only_what_is_asked_for_is_kept(done: dict, settings: Settings) -> None:
    kept = {path.name for path in JobFiles(settings.home, done["id"]).folder.iterdir()}
    assert kept == {"tags.parquet", "report.en.html", "report.es.html", "lock"}


@pytest.mark.long
def test_fields_are_heeded(api: TestClient, settings: Settings) -> None:
    table = "clave;cuerpo;fecha\nuno;Agentes allanaron dos talleres;2014-03-27\n"
    columns = {"id_column": "clave", "text_column": "cuerpo", "date_column": "fecha"}
    id = post(api, "tabla.csv", table.encode(), language="es", evidence="false", **columns)["id"]
    do_all(settings)
    (row,) = rows_of(api, id)
    assert (row["id"], row["language"], row["date"], row["evidence"]) == ("uno", "es", "2014-03-27", [])


@pytest.mark.long
def test_a_single_document_is_named_as_the_client_names_it(api: TestClient, settings: Settings) -> None:
    names = ["../../plan 2030.txt", "-", "ñ" * 190 + ".md"]
    ids = [post(api, name, TEXTS["es"].encode())["id"] for name in names]
    do_all(settings)
    found = [rows_of(api, id)[0]["id"] for id in ids]
    assert found == ["plan 2030.txt", "-", "ñ" * 98 + ".md"]


@pytest.mark.parametrize("path", ["results", "report"])
def test_before_it_is_done_there_are_no_results(api: TestClient, waiting: dict, path: str) -> None:
    problem = assert_problem(api.get(f"/v1/jobs/{waiting['id']}/{path}"), 409, "not-finished")
    assert "queued" in problem["detail"]


@pytest.mark.parametrize("id", [UNKNOWN, "1", "..", "%00", "A" * 32, "é" * 32])
def test_an_unknown_job_is_404(api: TestClient, id: str) -> None:
    answers = [api.get(f"/v1/jobs/{id}{path}") for path in ("", "/results", "/report")] + [api.delete(f"/v1/jobs/{id}")]
    for answer in answers if id != ".." else answers[:1]:
        assert_problem(answer, 404, "not-found")


@pytest.mark.long
@pytest.mark.parametrize("query", ["results?format=xlsx", "report?language=pt"])
def test_another_format_or_language_is_422(api: TestClient, done: dict, query: str) -> None:
    assert_problem(api.get(f"/v1/jobs/{done['id']}/{query}"), 422, "invalid-request")


def test_a_queued_job_is_cancelled_then_removed(api: TestClient, settings: Settings) -> None:
    id = post(api, "a.txt", b"x")["id"]
    assert api.delete(f"/v1/jobs/{id}").status_code == 204
    assert api.get(f"/v1/jobs/{id}").json()["state"] == "cancelled"
    assert not JobFiles(settings.home, id).folder.exists()
    assert_problem(api.get(f"/v1/jobs/{id}/results"), 409, "not-finished")
    assert api.delete(f"/v1/jobs/{id}").status_code == 204
    assert_problem(api.get(f"/v1/jobs/{id}"), 404, "not-found")


@pytest.mark.long
def test_a_done_job_is_removed_with_its_files(api: TestClient, settings: Settings) -> None:
    id = post(api, "a.txt", TEXTS["en"].encode())["id"]
    do_all(settings)
    assert api.delete(f"/v1/jobs/{id}").status_code == 204
    assert api.get(f"/v1/jobs/{id}").status_code == 404
    assert not JobFiles(settings.home, id).folder.exists()


def form(*parts: tuple[str, bytes], end: bytes = b"--X--\r\n") -> tuple[bytes, dict[str, str]]:
    """A form of (disposition, content) parts, and its headers."""
    body = b"".join(
        b"--X\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (about.encode("utf-8", "surrogateescape"), content)
        for about, content in parts
    )
    return body + end, {"Content-Type": "multipart/form-data; boundary=X"}


FILE = ('name="file"; filename="a.txt"', b"x")
REFUSED = {
    "cut off": (form(FILE, end=b""), 400),
    "empty": ((b"", form()[1]), 400),
    "no boundary": ((form(FILE)[0], {"Content-Type": "multipart/form-data"}), 400),
    "noise": ((b"\0\xff" * 50, form()[1]), 400),
    "a long field": (form(FILE, ('name="text_column"', b"x" * 20_000)), 400),
    "many fields": (form(FILE, *((f'name="f{number}"', b"") for number in range(200))), 400),
    "no file": (form(('name="language"', b"es")), 422),
    "the file as a field": (form(('name="file"', b"x")), 422),
    "two files": (form(FILE, FILE), 422),
    "a file elsewhere": (form(FILE, ('name="other"; filename="b"', b"x")), 422),
    "an unknown field": (form(FILE, ('name="other"', b"x")), 422),
    "no language code": (form(FILE, ('name="language"', "español".encode())), 422),
    "no boolean": (form(FILE, ('name="evidence"', b"maybe")), 422),
    "NUL in a column": (form(FILE, ('name="text_column"', b"a\0b")), 422),
    "no UTF-8 in a column": (form(FILE, ('name="text_column"', b"cuerpo\xf1")), 422),
    "an empty column": (form(FILE, ('name="text_column"', b"")), 422),
    "JSON": ((b"{}", {"Content-Type": "application/json"}), 415),
}


@pytest.mark.parametrize(("request_", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_form_that_cannot_be_taken_leaves_nothing(
    api: TestClient, settings: Settings, request_: tuple, status: int
) -> None:
    before = {*settings.home.glob("jobs/*")}
    content, headers = request_
    slug = {400: "malformed-body", 415: "unsupported-media-type", 422: "invalid-request"}[status]
    assert_problem(api.post("/v1/archives", content=content, headers=headers), status, slug)
    assert_nothing_is_left(settings, before)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_form_may_come_in_pieces_of_any_size(api: TestClient, settings: Settings, size: int) -> None:
    content = "--X\r\n-- ñ \r\n--\r".encode() * 20
    body, headers = form(('name="text_column"', "cuerpo ñ".encode()), ('name="file"; filename="ñ.csv"', content))
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    job = api.post("/v1/archives", content=pieces, headers=headers).json()
    assert job["file"] == "ñ.csv"
    assert JobFiles(settings.home, job["id"]).input.read_bytes() == content
    assert api.app.state.jobs.get(job["id"]).options["columns"]["text"] == "cuerpo ñ"
    api.delete(f"/v1/jobs/{job['id']}")


@pytest.mark.parametrize("is_chunked", [False, True])
def test_an_upload_over_the_limit_gets_413_and_leaves_nothing(place: Path, is_chunked: bool) -> None:
    settings = Settings(home=place, max_archive_bytes=20_000, max_body_bytes=1_000)
    before = {*place.glob("jobs/*")}
    with TestClient(create_app(settings)) as client:
        body, headers = form(('name="file"; filename="a.txt"', b"x" * 30_000))
        pieces = (body[start : start + 1_000] for start in range(0, len(body), 1_000))
        answer = client.post("/v1/archives", content=pieces if is_chunked else body, headers=headers)
        assert_problem(answer, 413, "body-too-large")
        assert_nothing_is_left(settings, before)
        assert client.post("/v1/archives", files={"file": ("a.txt", b"x" * 15_000)}).status_code == 202


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_507_and_leaves_nothing(
    api: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(path: Path) -> None:
        raise OSError(number, "full")

    monkeypatch.setattr(archive_uploads, "sync", fail)
    before = {*settings.home.glob("jobs/*")}
    answer = api.post("/v1/archives", files={"file": ("a.txt", b"x")})
    assert_problem(answer, 507, "insufficient-storage")
    assert_nothing_is_left(settings, before)


def test_without_a_model_nothing_is_taken(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        assert_problem(client.post("/v1/archives", files={"file": ("a.txt", b"x")}), 503, "not-ready")
    assert not (tmp_path / "jobs").exists()


def test_without_a_database_documents_are_tagged_and_archives_are_not(place: Path, text: str) -> None:
    settings = Settings(home=place, database_url="postgresql://me:secreto@127.0.0.1:1/x")
    before = {*place.glob("jobs/*")}
    with TestClient(create_app(settings)) as client:
        assert client.post("/v1/tag", json={"documents": [{"id": "a", "text": text}]}).status_code == 200
        answers: list[Response] = [
            client.post("/v1/archives", files={"file": ("a.txt", b"x")}),
            client.get(f"/v1/jobs/{UNKNOWN}"),
        ]
    for answer in answers:
        assert "secreto" not in assert_problem(answer, 503, "not-ready")["detail"]
    assert_nothing_is_left(settings, before)
