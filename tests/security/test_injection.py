"""What documents, names and headers carry into tables, pages, terminals and logs stays what it is: data."""

import csv
import io
import json
import logging
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from corpora.document import Document
from models.tagger import Tagger
from service.api import create_app
from service.comparison import compare
from service.comparison_report import write_comparison
from service.results import stream_rows
from service.rows import FORMULA_STARTS
from service.settings import Settings
from service.trends_report import write_report
from tests.conftest import TEXTS, Run, Serve
from tests.service.archive import build_archive, build_row, write_archive

pytestmark = [pytest.mark.long, pytest.mark.case(15)]

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "'=1+1"]
MARKUP = "\"><img src=x onerror=alert(1)><script>alert(2)</script></title></script><!--'><svg/onload=alert(3)>"
STEERING = '\x1b[31mrojo\x1b]0;title\x07\x9b2J\u202egnp\u2066\r\n{"event": "forged"}\x08'
STEERS = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PASSWORD = "correct-horse-battery"
SECRET_TEXTS = {
    "en": "Nightingale the informer met customs officers at the harbour on Tuesday.",
    "es": "El informante Ruiseñor se reunió con agentes de aduanas en el puerto el martes.",
}


def cells_of(content: str) -> list[str]:
    """The cells of CSV, as a spreadsheet takes them."""
    return [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]


def runs_in_a_spreadsheet(cells: list[str]) -> list[str]:
    return [cell for cell in cells if cell.startswith(FORMULA_STARTS)]


def test_no_cell_of_tagged_documents_is_a_formula(cli: Callable[..., Run], tmp_path: Path, measured: Callable) -> None:
    rows = [{"id": text, "text": f"{text} {TEXTS['es']}", "title": text, "source": text} for text in FORMULAS]
    out = tmp_path / "tags.csv"
    cli("tag", "-", "--with-text", "--out", out, stdin="\n".join(map(json.dumps, rows)).encode())
    cells = cells_of(out.read_text(encoding="utf-8"))
    assert any("calc" in cell for cell in cells)
    measured("cells that run, of tag --out", len(runs_in_a_spreadsheet(cells)), most=0)


def test_no_cell_of_a_job_s_results_is_a_formula(tmp_path: Path, measured: Callable) -> None:
    rows = [
        build_row(number, id=text, title=text, source=text, authors=[text], subjects=[text, "b"], text=text)
        for number, text in enumerate(FORMULAS)
    ]
    tags = write_archive(tmp_path / "tags.parquet", rows)
    cells = cells_of(b"".join(stream_rows(tags, "csv")).decode())
    assert any("calc" in cell for cell in cells)
    measured("cells that run, of results?format=csv", len(runs_in_a_spreadsheet(cells)), most=0)


def test_no_cell_of_exported_examples_is_a_formula(cli: Callable[..., Run], tmp_path: Path, measured: Callable) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.csv"
    rows = [
        {"text": f"{text} {TEXTS['en']}", "labels": ["prevention"], "author": "Ana", "comment": text.strip()}
        for text in FORMULAS
    ]
    source.write_text("\n".join(map(json.dumps, rows)))
    assert "7 added" in cli("examples", "import", source).err
    cli("examples", "export", out)
    cells = cells_of(out.read_text(encoding="utf-8"))
    assert sum("calc" in cell for cell in cells) == 2
    measured("cells that run, of examples export", len(runs_in_a_spreadsheet(cells)), most=0)


@pytest.mark.parametrize("language", TEXTS)
def test_no_markup_of_a_document_becomes_part_of_a_report(tmp_path: Path, language: str, measured: Callable) -> None:
    hostile = {"title": MARKUP, "source": MARKUP, "authors": [MARKUP], "subjects": [MARKUP], "text": MARKUP}
    plain = {name: ["Ana"] if isinstance(value, list) else "Ana" for name, value in hostile.items()}
    tags_found = []
    for kind, facts in (("hostile", hostile), ("plain", plain)):
        evidence = [{"label": "prevention", "passages": [quote_of(facts["text"])], "terms": []}]
        rows = [
            *build_archive(60),
            *(
                build_row(number, **facts, id=f"{facts['title']}{number}", evidence=evidence)
                for number in range(100, 140)
            ),
        ]
        tags = write_archive(tmp_path / f"{kind}.parquet", rows)
        other = write_archive(tmp_path / f"{kind} new.parquet", [row | {"labels": ["enforcement"]} for row in rows])
        page, compared = tmp_path / f"{kind}.html", tmp_path / f"{kind} compared.html"
        write_report(tags, page, language)
        write_comparison(compare(tags, other), compared, tags, other, language)
        tags_found.append({element.tag for file in (page, compared) for element in html.parse(file).iter("*")})
        for file in (page, compared):
            attributes = {name for element in html.parse(file).iter("*") for name in element.attrib}
            assert not {name for name in attributes if name.startswith("on")}
            assert not any(element.get("href", "").startswith("javascript:") for element in html.parse(file).iter("a"))
    assert "alert(1)" in (tmp_path / "hostile.html").read_text(encoding="utf-8")
    measured("elements that documents brought into reports", len(tags_found[0] - tags_found[1]), most=0)


def quote_of(text: str) -> dict[str, Any]:
    return {"text": text, "start": 0, "end": len(text), "page": None}


def test_nothing_in_a_document_steers_a_terminal(cli: Callable[..., Run], tmp_path: Path, measured: Callable) -> None:
    path = tmp_path / "a.jsonl"
    row = {"id": f"a{STEERING}", "title": STEERING, "source": STEERING, "text": f"{STEERING} {TEXTS['es']} {STEERING}"}
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"id": STEERING, "labels": ["prevention"]}))
    (tmp_path / f"b{STEERING.replace('/', '')}.pdf").write_bytes(b"%PDF-1.7")
    shown = [cli("show", path, "--full"), cli("show", tmp_path), cli("tag", tmp_path / "no\x1b[2Jfile")]
    labelled = tmp_path / "labelled.jsonl"
    bad = {"text": TEXTS["es"], "labels": [STEERING], "author": "Ana"}
    labelled.write_text(json.dumps(bad))
    shown.append(cli("examples", "import", labelled))
    shown.append(cli("evaluate", evaluated(tmp_path)))
    assert "rojo" in shown[0].out
    assert "doubtful" in shown[-1].out
    found = [line for run in shown for line in (run.out + run.err).split("\n") if STEERS.search(line)]
    assert not found
    measured("lines that steer a terminal", len(found), most=0)


def evaluated(folder: Path) -> Path:
    """A file of labelled texts with ids that steer, which are among the worst errors."""
    rows = [
        {"id": f"doubtful {number}{STEERING}", "text": TEXTS[language], "labels": ["prevention"], "language": language}
        for number in range(6)
        for language in TEXTS
    ]
    path = folder / "evaluated.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_headers_and_names_forge_no_log_line_and_no_header(serve: Serve, measured: Callable) -> None:
    with serve() as server:
        address = urlsplit(server.url).netloc
        sent = json.dumps({"documents": [{"id": STEERING, "text": TEXTS["es"], "title": STEERING}]})
        assert ask(address, "POST", "/v1/tag", sent, {"Content-Type": "application/json"})[0] == 200
        for header in ("X-Request-ID", "User-Agent", "Accept-Language", "Authorization"):
            status, headers = ask(address, "GET", "/healthz", None, {header: 'a\x1b[31m\x85{"event": "forged"}'})
            assert status in (200, 401)
            assert "forged" not in str(headers)
        for path in ("/v1/jobs/%0d%0aSet-Cookie:%20a=b", "/v1/models/%1b%5b31m", "/%E2%80%AE", "/v1/texts/%00"):
            status, headers = ask(address, "GET", path, None, {})
            assert status in (404, 422), path
            assert "set-cookie" not in {name.lower() for name, _ in headers}
        name = 'a%0d%0aSet-Cookie: a=b\x1b[31m".csv'
        form = multipart(name, b"id,text\na,La policia detuvo a tres hombres.")
        status, headers = ask(address, "POST", "/v1/archives", *form)
        assert status == 202
        location = dict(headers)["location"]
        wait_for(f"{server.url}{location}")
        status, headers = ask(address, "GET", f"{location}/results?format=csv", None, {})
        assert dict(headers)["content-disposition"] == 'attachment; filename="tags.csv"'
        assert ask(address, "GET", f"{location}/report", None, {})[0] == 200
    lines = server.log.read_bytes().splitlines()
    bad = [line for line in lines if not is_log_line(line)]
    assert not bad
    assert not [line for line in lines if json.loads(line)["event"] == "forged"]
    measured("log lines, each one object of plain ASCII", len(lines), least=10)


def is_log_line(line: bytes) -> bool:
    return line.isascii() and not re.search(rb"[\0-\x1f\x7f]", line) and isinstance(json.loads(line), dict)


def ask(address: str, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]]]:
    connection = HTTPConnection(address, timeout=30)
    try:
        connection.putrequest(method, path)
        for name, value in headers.items():
            connection._buffer.append(f"{name}: {value}".encode())  # http.client would refuse them
        content = body.encode() if isinstance(body, str) else body or b""
        connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content)
        answer = connection.getresponse()
        answer.read()
        return answer.status, [(name.lower(), value) for name, value in answer.getheaders()]
    finally:
        connection.close()


def multipart(filename: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    return head.encode() + content + b"\r\n--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}


def wait_for(job: str) -> None:
    from tests.jobs import wait_until

    wait_until(lambda: json.load(urllib.request.urlopen(job, timeout=20))["state"] == "done", 120)


def test_no_password_is_logged_or_answered(serve: Serve, measured: Callable) -> None:
    url = f"postgresql://tagger:{PASSWORD}@127.0.0.1:1/labels"
    answers = []
    with serve(POLICY_TAGGER_DATABASE_URL=url, POLICY_TAGGER_LOG_LEVEL="DEBUG", ready_path="/healthz") as server:
        for path in ("/readyz", "/healthz", "/v1/examples", "/v1/models", "/v1/jobs/" + "0" * 32, "/metrics", "/"):
            request = urllib.request.Request(f"{server.url}{path}", headers={"Authorization": f"Bearer {PASSWORD}-key"})
            try:
                answers.append(urllib.request.urlopen(request, timeout=60).read())
            except urllib.error.HTTPError as error:
                answers.append(error.read())
    told = [text for text in (server.log.read_bytes(), *answers) if PASSWORD.encode() in text]
    assert b"no database" in server.log.read_bytes() or b"database" in b"".join(answers)
    measured("places that tell a password or key", len(told), most=0)


@pytest.mark.parametrize("language", SECRET_TEXTS)
def test_a_failure_within_tagging_logs_no_text(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    measured: Callable,
) -> None:
    secret = SECRET_TEXTS[language]

    def fail(tagger: Tagger, documents: list[Document], **options: Any) -> None:
        text = documents[0].full_text
        raise ValueError(f"cannot tag {text}")

    caplog.set_level(logging.DEBUG)
    with TestClient(create_app(Settings(home=home)), raise_server_exceptions=False) as client:
        monkeypatch.setattr(Tagger, "tag", fail)
        answer = client.post("/v1/tag", json={"documents": [{"id": secret, "text": secret}]})
        upload = client.post("/v1/tag/file", files={"file": (f"{secret}.txt", secret.encode())})
    logged = "".join(capsys.readouterr())
    assert (answer.status_code, upload.status_code) == (500, 500)
    assert logged.count('"exception": ["ValueError"') == 2
    words = [word for word in secret.split() if len(word) > 5 and word in logged + answer.text + upload.text]
    assert not words
    measured("words of a document in logs", len(words), most=0)
