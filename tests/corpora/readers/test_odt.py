import time
from collections.abc import Iterator
from io import BytesIO
from tempfile import TemporaryFile

import pytest

from corpora.document import Document, Reason
from corpora.readers import odt
from corpora.readers.kinds import Kind, tell_kind
from corpora.readers.sandbox import Sandbox
from tests.formats.office import FOOTER, HEADER, to_odt, unzipped, zipped
from tests.formats.office import odt as with_body

TEXTS = {
    "en": "Safer markets\n\nTraders & guards agreed on a plan.\n\n- lamps\n- gates\n\nThe town pays for it.",
    "es": "Mercados seguros\n\nLos «puesteros» acordaron un plan.\n\n- faroles\n- portones\n\nPaga el municipio.",
}
ENCRYPTED = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def read(content: bytes) -> Document:
    (document,) = odt.read(BytesIO(content), "a.odt")
    return document


def read_sandboxed(sandbox: Sandbox, content: bytes) -> Document:
    with TemporaryFile() as file:
        file.write(content)
        (document,) = sandbox.read(file, Kind.ODT, "a.odt")
    return document


def with_part(name: str, content: bytes) -> bytes:
    return zipped(unzipped(to_odt("Text.")) | {name: content})


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows)
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in cells)}</table:table>"


@pytest.mark.parametrize("language", TEXTS)
def test_paragraphs_headings_and_items_come_back(language: str) -> None:
    content = to_odt(TEXTS[language])
    assert tell_kind(BytesIO(content), "a.odt") == (Kind.ODT, ())
    document = read(content)
    assert document == Document("a.odt", TEXTS[language].replace("- ", ""))
    assert HEADER not in document.text
    assert FOOTER not in document.text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("Plan <text:span>de <text:a>ley</text:a></text:span> penal", "Plan de ley penal"),
        ("two<text:s text:c='3'/>words<text:tab/>one<text:line-break/>line", "two words one line"),
        ("la\u00a0segu\u00adridad\n   pública", "la seguridad pública"),
        (
            "before<office:annotation><dc:creator>Ana</dc:creator><text:p>No.</text:p></office:annotation> after",
            "before after",
        ),
        ("kept<text:change text:change-id='c'/> text", "kept text"),
        ("a<draw:frame><draw:image><office:binary-data>AAAA</office:binary-data></draw:image></draw:frame>b", "ab"),
        ("a<draw:frame><svg:title>foto</svg:title><draw:image/></draw:frame>b", "ab"),
    ],
)
def test_a_paragraph_reads_as_it_is_shown(inner: str, text: str) -> None:
    assert read(with_body(f"<text:p>{inner}</text:p>")).text == text


def test_tracked_deletions_are_left_out() -> None:
    deletion = "<text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region>"
    assert read(with_body(f"<text:tracked-changes>{deletion}</text:tracked-changes><text:p>new</text:p>")).text == "new"


def test_rows_stand_on_lines_with_tabs_between_cells() -> None:
    header = f"<table:table-header-rows>{table(['Delito', 'Casos'])[13:-14]}</table:table-header-rows>"
    rows = table(["Robo", "12"]).replace("<table:table>", f"<table:table>{header}", 1)
    assert read(with_body(f"<text:p>Antes.</text:p>{rows}<text:p>Ya.</text:p>")).text == (
        "Antes.\n\nDelito\tCasos\nRobo\t12\n\nYa."
    )


def test_a_nested_table_is_read_once_and_covered_cells_are_passed_over() -> None:
    inner = table(["one", "two"])
    covered = "<table:covered-table-cell><text:p>x</text:p></table:covered-table-cell>"
    cells = f"<table:table-cell>{inner}</table:table-cell>{covered}"
    assert read(with_body(f"<table:table><table:table-row>{cells}</table:table-row></table:table>")).text == "one\ttwo"


def test_nested_lists_are_items_and_headings_in_them_are_not() -> None:
    inner = "<text:list><text:list-item><text:p>b</text:p></text:list-item></text:list>"
    items = (
        f"<text:list-item><text:p>a</text:p>{inner}</text:list-item><text:list-item><text:p>c</text:p></text:list-item>"
    )
    heading = "<text:list><text:list-item><text:h>Uno</text:h></text:list-item></text:list>"
    assert read(with_body(f"{heading}<text:list>{items}</text:list>")).text == "Uno\n\na\nb\nc"


def test_notes_and_text_boxes_follow_their_paragraph() -> None:
    citation = "<text:note-citation>1</text:note-citation>"
    note = f"<text:note>{citation}<text:note-body><text:p>Ley 5.</text:p></text:note-body></text:note>"
    box = "<draw:frame><draw:text-box><text:p>Aparte.</text:p></draw:text-box></draw:frame>"
    text = read(with_body(f"<text:p>El plan{note} sigue{box}.</text:p><text:p>Fin.</text:p>")).text
    assert text == "El plan sigue.\n\nLey 5.\n\nAparte.\n\nFin."


def test_metadata_become_fields() -> None:
    meta = (
        "<dc:title>Plan local</dc:title>"
        "<meta:initial-creator>Ana Ruiz</meta:initial-creator><dc:creator>Luis</dc:creator>"
        "<meta:creation-date>2014-03-27T10:00:00</meta:creation-date><dc:date>2020-01-01T00:00:00</dc:date>"
        "<dc:language>es-MX</dc:language><meta:keyword>puertos</meta:keyword><meta:keyword>faros</meta:keyword>"
    )
    assert read(with_body("<text:p>Texto.</text:p>", meta)) == Document(
        "a.odt",
        "Texto.",
        title="Plan local",
        language="es",
        date="2014-03-27",
        authors=("Ana Ruiz",),
        subjects=("puertos", "faros"),
    )


def test_metadata_that_say_nothing_are_left_out() -> None:
    dated = "<dc:date>yesterday</dc:date><dc:language>und</dc:language>"
    meta = f"<dc:title>Sin título 1</dc:title><dc:creator>Unknown</dc:creator>{dated}"
    assert read(with_body("<text:p>Texto.</text:p>", meta)) == Document("a.odt", "Texto.")


def test_a_file_without_metadata_is_read() -> None:
    parts = unzipped(to_odt("Text."))
    assert read(zipped({name: parts[name] for name in ("mimetype", "content.xml")})).text == "Text."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (with_body("<text:p>Text.</text:p>", manifest=ENCRYPTED), Reason.ENCRYPTED),
        (with_part("content.xml", bytes(range(256))), Reason.CORRUPT),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), Reason.CORRUPT),
        (to_odt("Text.")[:-100], Reason.CORRUPT),
        (with_body("<text:p> </text:p>"), Reason.NO_TEXT),
        (with_body("<text:p><draw:frame><draw:image xlink:href='a.png'/></draw:frame></text:p>"), Reason.IMAGE_ONLY),
        (with_part("content.xml", f"<!DOCTYPE x [<!ENTITY l0 'x'>{LAUGHS}]><x>&l9;</x>".encode()), Reason.TOO_COSTLY),
        (with_part("content.xml", b"<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><x>&f;</x>"), Reason.CORRUPT),
        (with_part("meta.xml", b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>"), Reason.CORRUPT),
        (with_part("Pictures/a.png", bytes(60_000_000)), Reason.TOO_COSTLY),
        (with_body("<text:list><text:list-item>" * 200_000), Reason.TOO_COSTLY),
        (with_body("<text:p/>" * 3_100_000), Reason.TOO_COSTLY),
        (with_body("<text:p>" + "plan " * 210_000 + "</text:p>"), Reason.TOO_LARGE),
    ],
    ids=[
        "password",
        "bytes for text",
        "no text part",
        "cut off",
        "empty",
        "images",
        "entities that multiply",
        "entity of a file",
        "outer document type",
        "zip bomb",
        "nested lists",
        "tags",
        "text too long",
    ],
)
def test_a_bad_file_ends_soon_with_its_reason(sandbox: Sandbox, content: bytes, reason: Reason) -> None:
    start = time.monotonic()
    document = read_sandboxed(sandbox, content)
    assert (document.text, document.problem) == ("", reason)
    assert time.monotonic() - start < 8
