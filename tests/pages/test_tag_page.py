import base64
import html
import json
import re

import pytest
from starlette.testclient import TestClient

from service.pages.tag_page import MOST_FILES
from tests.conftest import TEXTS
from tests.formats.office import to_docx
from tests.formats.pdf import to_encrypted_pdf, to_image_pdf, to_pdf

TAGGED = {"en": "Tagged", "es": "Con etiqueta"}
LABELS = {"en": "Enforcement", "es": "Aplicación de la ley"}
NOTHING = {"en": "Paste a text or choose a file first.", "es": "Primero pegue un texto o elija un archivo."}
HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(2)">',
    "</textarea></div><svg onload=alert(3)>",
    '" autofocus onfocus="alert(4)',
    "javascript:alert(5)",
    "{{ 7 * 7 }}{% raw %}",
    '<a href="javascript:alert(6)" hx-get="//elsewhere.example" hx-on:click="alert(7)">',
]


def post(client: TestClient, shown_in: str, files: dict[str, bytes] | None = None, **fields: str) -> str:
    sent = [("file", (name, content)) for name, content in (files or {}).items()]
    answer = client.post("/", data=fields, files=sent or None, headers={"Accept-Language": shown_in})
    assert answer.status_code == 200, answer.text
    return answer.text


def verdicts(page: str) -> list[str]:
    return [plain(verdict) for verdict in re.findall(r'<p class="verdict">(.*?)</p>', page, re.DOTALL)]


def plain(markup: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", markup))


def shown_text(page: str) -> str:
    """The document as the page shows it, without the marks."""
    (shown,) = re.findall(r'<div class="document"[^>]*>(.*?)</div>', page, re.DOTALL)
    return plain(re.sub(r'<span class="(away|chip|page)[^>]*>.*?</span>', "", shown))


def record_of(page: str) -> dict:
    (data,) = re.findall(r'href="data:application/json;base64,([^"]+)"', page)
    return json.loads(base64.b64decode(data))


@pytest.mark.parametrize("language", TEXTS)
def test_a_pasted_text_is_shown_with_its_labels_and_evidence(client: TestClient, language: str) -> None:
    page = post(client, language, text=TEXTS[language])
    assert verdicts(page) == [f"{TAGGED[language]}: A {LABELS[language]}"]
    assert re.search(
        r'<mark id="document-1-0" class="s0"><span class="away" lang="' + language + r'">\[' + LABELS[language], page
    )
    assert shown_text(page) == TEXTS[language]
    record = record_of(page)
    assert (record["labels"], record["language"]) == (["enforcement"], language)
    assert record["sha256"] in page
    percent = f"{100 * record['scores']['enforcement']:.0f}"
    assert re.search(rf'<span class="number">{percent}[\s\xa0]?%</span>', page)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("kind", ["txt", "docx", "pdf"])
def test_a_file_goes_the_way_of_the_api(client: TestClient, language: str, kind: str) -> None:
    content = {"txt": str.encode, "docx": to_docx, "pdf": to_pdf}[kind](TEXTS[language])
    record = record_of(page := post(client, language, {f"a.{kind}": content}))
    answer = client.post("/v1/tag/file", files={"file": (f"a.{kind}", content)}).json()["predictions"][0]
    assert {**record, "tagged_at": ""} == {**answer, "tagged_at": ""}
    assert ("p. 1" in page) == (kind == "pdf")


@pytest.mark.parametrize("language", TEXTS)
def test_several_documents_come_in_order_under_an_overview(client: TestClient, language: str) -> None:
    files = {
        "scan.pdf": to_image_pdf(),
        "locked.pdf": to_encrypted_pdf("x"),
        "a.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + bytes(range(32)),
        "empty.txt": b"",
        "pt.txt": "A polícia prendeu três homens na fronteira e apreendeu quarenta quilos de cocaína.".encode(),
        "good.txt": TEXTS[language].encode(),
    }
    page = post(client, language, files, text=TEXTS[language], title="Uno", language=language)
    assert re.findall(r'<th scope="row"><a href="#document-(\d)"[^>]*>(.*?)</a>', page) == [
        (str(place), name) for place, name in enumerate(["Uno", *files], start=1)
    ]
    reasons = {
        "en": ("pages are pictures only", "protected by a password", "a format that is not read", "no text"),
        "es": ("sus páginas son solo imágenes", "protegido con contraseña", "un formato que no se lee", "sin texto"),
    }[language]
    not_judged = {"en": "Not judged", "es": "Sin juzgar"}[language]
    assert verdicts(page)[1:5] == [f"{not_judged}: {reason}" for reason in reasons]
    assert verdicts(page)[0] == verdicts(page)[6] == f"{TAGGED[language]}: A {LABELS[language]}"


@pytest.mark.parametrize("language", NOTHING)
@pytest.mark.parametrize("is_part", [False, True])
def test_a_form_without_anything_says_so(client: TestClient, language: str, is_part: bool) -> None:
    headers = {"Accept-Language": language} | ({"HX-Request": "true"} if is_part else {})
    answer = client.post("/", data={"text": " \r\n"}, headers=headers)
    assert answer.status_code == 200
    assert NOTHING[language] in answer.text
    assert ("<html" in answer.text) != is_part


def test_too_many_files_and_unfit_texts_are_refused(client: TestClient) -> None:
    files = [("file", (f"{place}.txt", b"x")) for place in range(MOST_FILES + 1)]
    assert "Choose fewer files" in client.post("/", files=files).text
    for fields in ({"text": "a\0b"}, {"text": "a", "title": "a" * 2_001}):
        answer = client.post("/", data=fields)
        assert answer.status_code == 200
        assert "cannot be stored" in answer.text


def test_a_long_text_passes_as_it_does_by_the_api(client: TestClient) -> None:
    text = "ñ" * 999_000
    page = client.post("/", data={"text": text}, files={"other": b""}).text
    assert verdicts(page) == ["Not judged: too short"]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("as_file", [False, True])
def test_a_hostile_document_is_shown_as_text(client: TestClient, language: str, as_file: bool) -> None:
    text = f"{TEXTS[language]}\n\n" + "\n".join(HOSTILE)
    sent = {"files": {f"{HOSTILE[1]}.txt": text.encode()}} if as_file else {"text": text, "title": HOSTILE[0]}
    page = post(client, language, **sent)
    assert shown_text(page) == (text if as_file else f"{HOSTILE[0]}\n\n{text}")
    tags = re.findall("<[^>]*>", page)
    assert not [tag for tag in tags if re.search(r"alert|\bon\w+=|elsewhere", tag.replace("&#34;", "").split('="')[0])]
    assert set(re.findall("<script[^>]*>", page)) <= {
        '<script src="/static/vendor/htmx.min.js" defer>',
        '<script src="/static/pages.js" defer>',
    }
    assert "<img" not in page
    assert "onload=alert(3)>" not in page
    assert "49" not in shown_text(page)


def test_what_turns_the_reading_direction_is_not_passed_on(client: TestClient) -> None:
    page = post(client, "en", text=f"{TEXTS['en']} \u202eevil\u202c\x1b[31m")
    assert shown_text(page).endswith("�evil��[31m")


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_that_is_stated_is_heeded(client: TestClient, language: str) -> None:
    record = record_of(post(client, "en", text="seguridad security policy plan nacional", language=language))
    assert record["language"] == language
