import re
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from tempfile import TemporaryFile
from xml.sax.saxutils import escape

import docx as python_docx
import pytest
from docx.oxml import parse_xml

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers import docx
from corpora.readers.kinds import Kind, tell_kind
from corpora.readers.sandbox import Sandbox
from tests.formats.office import FOOTER, HEADER, saved, to_docx, unzipped, zipped

TEXTS = {
    "en": "Patrols in the harbour\n\nThe council hired ten officers.\n\n- lighting\n- cameras\n\nIt starts in May.",
    "es": "Patrullas en el puerto\n\nEl alcalde contrató a diez agentes: «vigías».\n\n- luces\n- cámaras\n\nEmpieza.",
}
EXPECTED = {code: re.sub("^- ", "", text, flags=re.M) for code, text in TEXTS.items()}
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = f'xmlns:w="{NAMESPACE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
SECRET = "file:///etc/passwd"
LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def read(content: bytes) -> Document:
    (document,) = docx.read(BytesIO(content), "a.docx")
    return document


def read_sandboxed(sandbox: Sandbox, content: bytes) -> Document:
    with TemporaryFile() as file:
        file.write(content)
        (document,) = sandbox.read(file, Kind.DOCX, "a.docx")
    return document


def run(text: str, formats: str = "") -> str:
    return f'<w:r><w:rPr>{formats}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*inner: str) -> str:
    return f"<w:p>{''.join(piece if piece.startswith('<') else run(piece) for piece in inner)}</w:p>"


def table(*rows: list[str]) -> str:
    cells = ("".join(cell if cell.startswith("<w:tc>") else f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def markup(body: str, before: str = "") -> bytes:
    return f"{before}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode()


def with_body(body: str, before: str = "") -> bytes:
    """A file of python-docx whose text is this XML."""
    return zipped(unzipped(to_docx("x")) | {"word/document.xml": markup(body, before)})


def body(*inner: str) -> str:
    return read(with_body("".join(inner))).text


@pytest.mark.parametrize("language", TEXTS)
def test_paragraphs_headings_and_items_come_back(language: str) -> None:
    document = read(to_docx(TEXTS[language]))
    assert document == Document("a.docx", EXPECTED[language])
    assert HEADER not in document.text
    assert FOOTER not in document.text


@pytest.mark.parametrize("language", TEXTS)
def test_macros_are_passed_over(language: str) -> None:
    parts = unzipped(to_docx(TEXTS[language]))
    types = parts["[Content_Types].xml"].replace(MAIN_TYPE.encode(), MACRO_TYPE.encode())
    content = zipped(parts | {"[Content_Types].xml": types, "word/vbaProject.bin": b"Sub AutoOpen()"})
    assert tell_kind(BytesIO(content), "a.docm") == (Kind.DOCX, ())
    assert read(content).text == EXPECTED[language]


def test_the_strict_edition_of_the_standard_is_read() -> None:
    parts = unzipped(to_docx(TEXTS["es"]))
    strict = {
        name: content.replace(NAMESPACE.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"
        )
        for name, content in parts.items()
    }
    assert read(zipped(strict)).text == EXPECTED["es"]


def test_the_text_is_found_by_the_package_s_relations() -> None:
    moved = {
        name.replace("document.xml", "document2.xml"): part for name, part in unzipped(to_docx(TEXTS["en"])).items()
    }
    moved["_rels/.rels"] = moved["_rels/.rels"].replace(b"word/document.xml", b"/word/document2.xml")
    assert read(zipped(moved)).text == EXPECTED["en"]


def test_rows_stand_on_lines_with_tabs_between_cells() -> None:
    rows = table([paragraph("Delito"), paragraph("Casos")], [paragraph("Robo"), paragraph("12")])
    assert body(paragraph("Antes."), rows, paragraph("Después.")) == "Antes.\n\nDelito\tCasos\nRobo\t12\n\nDespués."


def test_a_nested_table_is_read_once_and_in_its_place() -> None:
    inner = table([paragraph("one"), paragraph("two")])
    outer = table([paragraph("before") + inner + paragraph("after"), paragraph("beside")])
    assert body(outer) == "before\n\none\ttwo\n\nafter\n\nbeside"


def test_merged_cells_are_read_once() -> None:
    document = python_docx.Document()
    grid = document.add_table(3, 3)
    for number, cell in enumerate(cell for row in grid.rows for cell in row.cells):
        cell.text = f"c{number}"
    grid.cell(0, 0).merge(grid.cell(0, 2)).text = "ancha"
    grid.cell(1, 0).merge(grid.cell(2, 0)).text = "alta"
    assert read(saved(document)).text == "ancha\n\nalta\tc4\tc5\nc7\tc8"


def test_what_a_merged_cell_hides_is_left_out() -> None:
    covered = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('old')}</w:tc>"
    assert body(table([paragraph("a"), paragraph("b")], [covered, paragraph("c")])) == "a\tb\nc"


def test_a_table_that_lays_out_the_page_keeps_its_paragraphs() -> None:
    columns = [paragraph("Uno.") + paragraph("Dos."), paragraph("Tres.")]
    assert body(table(columns)) == "Uno.\n\nDos.\n\nTres."
    assert body(table([paragraph("Uno.") + paragraph("Dos.")])) == "Uno.\n\nDos."


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>" + run("new") + "</w:ins>", "new"),
        ("<w:del><w:r><w:noBreakHyphen/></w:r></w:del>" + run("plan"), "plan"),
        ("<w:moveFrom>" + run("here") + "</w:moveFrom><w:moveTo>" + run("there") + "</w:moveTo>", "there"),
        (run("seen ") + run("hidden", "<w:vanish/>"), "seen"),
        (run("seen", '<w:vanish w:val="0"/>'), "seen"),
        ('<w:hyperlink w:anchor="x">' + run("la ley") + "</w:hyperlink>", "la ley"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("chosen") + "</w:sdtContent></w:sdt>", "chosen"),
        ("<w:fldSimple w:instr='DATE'>" + run("2014") + "</w:fldSimple>", "2014"),
        ("<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>" + run("shown"), "shown"),
        (run("one") + "<w:r><w:br/></w:r>" + run("line") + "<w:r><w:tab/></w:r>" + run("only"), "one line only"),
        (run("la\u00a0se\u00adguri") + run("dad  pública "), "la seguridad pública"),
        ("<w:r><w:t>se<!-- a --><?b c?>gura</w:t></w:r>", "segura"),
        (run("non") + "<w:r><w:noBreakHyphen/></w:r>" + run("stop"), "non-stop"),
    ],
)
def test_a_paragraph_reads_as_it_is_shown(inner: str, text: str) -> None:
    assert body(paragraph(inner)) == text


def test_content_controls_and_inserted_paragraphs_are_kept() -> None:
    control = f"<w:sdt><w:sdtContent>{paragraph('Dentro.')}</w:sdtContent></w:sdt>"
    assert body(control, f"<w:customXml>{paragraph('More.')}</w:customXml>") == "Dentro.\n\nMore."


def test_a_text_box_follows_its_paragraph_and_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('Recuadro.')}</w:txbxContent>"
    choice = f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
    fallback = f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    anchor = f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"
    assert body(paragraph("Antes ", anchor, "y después.")) == "Antes y después.\n\nRecuadro."


def test_footnotes_stand_at_the_end_and_comments_nowhere() -> None:
    document = python_docx.Document()
    commented = document.add_paragraph("Se aprueba el plan.")
    document.add_comment(commented.runs, "No.", "Ana")
    parts = unzipped(saved(document))
    relations = parts["word/_rels/document.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    notes = f'<w:footnotes {NAMESPACES}><w:footnote w:id="1">{paragraph("Ley 5 de 2010.")}</w:footnote></w:footnotes>'
    parts["word/_rels/document.xml.rels"] = relations.replace("</Relationships>", relation).encode()
    parts["word/footnotes.xml"] = notes.encode()
    assert read(zipped(parts)).text == "Se aprueba el plan.\n\nLey 5 de 2010."


def test_numbered_headings_are_no_items() -> None:
    document = python_docx.Document()
    for style, text in (("Heading 1", "Uno"), ("Heading 2", "Dos"), ("List Number", "a"), ("Normal", "b")):
        added = document.add_paragraph(text, style)
        added._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {NAMESPACES}><w:numId w:val="1"/></w:numPr>'))
    assert read(saved(document)).text == "Uno\n\nDos\n\na\nb"


def test_properties_become_fields() -> None:
    content = to_docx(
        TEXTS["es"],
        title="Plan  local",
        author="Ana Ruiz; Luis Paz",
        keywords="puertos, patrullas",
        language="es-MX",
        created=datetime(2014, 3, 27, 10, tzinfo=UTC),
    )
    assert read(content) == Document(
        "a.docx",
        EXPECTED["es"],
        title="Plan local",
        language="es",
        date="2014-03-27",
        authors=("Ana Ruiz", "Luis Paz"),
        subjects=("puertos", "patrullas"),
    )


def test_a_file_without_a_date_of_creation_is_dated_by_its_last_change() -> None:
    parts = unzipped(to_docx("Text.", modified=datetime(2019, 5, 6, tzinfo=UTC)))
    core = re.sub(b"<dcterms:created.*?</dcterms:created>", b"", parts["docProps/core.xml"])
    assert read(zipped(parts | {"docProps/core.xml": core})).date == "2019-05-06"


@pytest.mark.parametrize(
    "title",
    [
        "Word Document",
        "Microsoft Word - plan final.doc",
        "Documento1",
        "Sin título",
        "Untitled 3",
        "informe final.docx",
    ],
)
def test_a_title_that_word_filled_in_is_none(title: str) -> None:
    assert read(to_docx(TEXTS["en"], title=title)).title == ""


def test_a_title_that_opens_the_text_is_not_said_twice() -> None:
    assert read(to_docx(TEXTS["es"], title="PATRULLAS en  el puerto")).title == ""


def test_what_python_docx_filled_in_is_left_out() -> None:
    document = python_docx.Document()
    document.add_paragraph("Text.")
    assert read(saved(document)) == Document("a.docx", "Text.")


@pytest.mark.parametrize("content", [to_docx(""), with_body(paragraph("\u00a0\u00ad"))])
def test_an_empty_document_has_no_text(sandbox: Sandbox, content: bytes) -> None:
    assert read_sandboxed(sandbox, content).problem == Reason.NO_TEXT


def test_a_document_of_scans_has_images_only(sandbox: Sandbox) -> None:
    picture = "<w:r><w:drawing><a:blip xmlns:a='urn:a'/></w:drawing></w:r>"
    assert read_sandboxed(sandbox, with_body(paragraph(picture))).problem == Reason.IMAGE_ONLY


def test_a_file_with_a_password_is_told_by_its_kind() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableError) as caught:
        tell_kind(BytesIO(content), "a.docx")
    assert caught.value.reason == Reason.ENCRYPTED


def test_a_zip_with_a_password_is_encrypted(sandbox: Sandbox) -> None:
    content = bytearray(to_docx("Text."))
    for entry in re.finditer(b"PK\x01\x02", bytes(content)):
        content[entry.start() + 8] |= 1
    assert read_sandboxed(sandbox, bytes(content)).problem == Reason.ENCRYPTED


@pytest.mark.parametrize("text", ["<w:t>&l9;</w:t>", "<w:t xml:id='&l9;'>x</w:t>"], ids=["text", "attribute"])
def test_entities_that_multiply_are_never_expanded(sandbox: Sandbox, text: str) -> None:
    bomb = with_body(f"<w:p><w:r>{text}</w:r></w:p>", f"<!DOCTYPE x [<!ENTITY l0 'haha'>{LAUGHS}]>")
    document = read_sandboxed(sandbox, bomb)
    assert (document.text, document.problem) in [("", Reason.CORRUPT), ("", Reason.TOO_COSTLY)]


@pytest.mark.parametrize("part", ["word/document.xml", "docProps/core.xml", "word/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_of_another_file_is_refused_in_every_part(sandbox: Sandbox, part: str, encoding: str) -> None:
    parts = unzipped(to_docx("Text."))
    root = re.sub(rb"<\?xml.*?\?>", b"", parts[part]).decode().strip()
    attack = f'<!DOCTYPE x [<!ENTITY file SYSTEM "{SECRET}">]>' + root.replace("Text.", "Text. &file;")
    document = read_sandboxed(sandbox, zipped(parts | {part: attack.encode(encoding)}))
    assert (document.text, document.problem) == ("", Reason.CORRUPT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (to_docx("Text.")[:-200], Reason.CORRUPT),
        (to_docx("Text.")[:3000], Reason.CORRUPT),
        (b"PK\x03\x04" + bytes(2000), Reason.CORRUPT),
        (zipped(unzipped(to_docx("Text.")) | {"word/document.xml": b"<w:document"}), Reason.CORRUPT),
        (zipped(unzipped(to_docx("Text.")) | {"word/document.xml": b""}), Reason.CORRUPT),
        (zipped({k: v for k, v in unzipped(to_docx("Text.")).items() if k != "word/document.xml"}), Reason.CORRUPT),
        (zipped(unzipped(to_docx("Text.")), zipfile.ZIP_BZIP2), Reason.CORRUPT),
        (zipped(unzipped(to_docx("Text.")) | {"word/media/a.bin": bytes(60_000_000)}), Reason.TOO_COSTLY),
        (with_body(" " * 60_000_000), Reason.TOO_COSTLY),
        (
            zipped(unzipped(to_docx("Text.")) | dict.fromkeys((f"{n:060000}" for n in range(300)), b"")),
            Reason.TOO_LARGE,
        ),
        (zipped({"word/document.xml": bytes(68_000_000)}, zipfile.ZIP_STORED), Reason.TOO_LARGE),
        (with_body("<w:p/>" * 3_100_000), Reason.TOO_COSTLY),
        (with_body("<w:p a='' b='' c=''/>" * 800_000), Reason.TOO_COSTLY),
        (with_body("<w:tbl><w:tr><w:tc>" * 200_000), Reason.TOO_COSTLY),
        (with_body("<w:p><w:r><w:txbxContent>" * 200_000), Reason.TOO_COSTLY),
        (with_body(paragraph("x" * 11_000_000)), Reason.TOO_COSTLY),
        (with_body(paragraph("policía " * 130_000)), Reason.TOO_LARGE),
    ],
    ids=[
        "cut off at the end",
        "cut off early",
        "zip in name only",
        "XML cut off",
        "XML empty",
        "no text part",
        "another compression",
        "zip bomb beside the text",
        "zip bomb as text",
        "a directory of megabytes",
        "part too large",
        "tags",
        "attributes",
        "nested tables",
        "nested boxes",
        "a word of megabytes",
        "text too long",
    ],
)
def test_a_bad_file_ends_soon_with_its_reason(sandbox: Sandbox, content: bytes, reason: Reason) -> None:
    start = time.monotonic()
    document = read_sandboxed(sandbox, content)
    assert (document.text, document.problem) == ("", reason)
    assert time.monotonic() - start < 8


def test_damaged_bytes_in_a_part_are_corrupt(sandbox: Sandbox) -> None:
    content = bytearray(zipped(unzipped(to_docx("Texto de prueba.")), zipfile.ZIP_STORED))
    at = content.index(b"Texto de prueba.")
    content[at : at + 5] = b"Testo"
    assert read_sandboxed(sandbox, bytes(content)).problem == Reason.CORRUPT


def test_tables_nested_as_deep_as_word_allows_are_read() -> None:
    depth = 60
    nested = "<w:tbl><w:tr><w:tc>" * depth + paragraph("hondo") + "</w:tc></w:tr></w:tbl>" * depth
    assert body(nested) == "hondo"


def test_a_long_document_takes_seconds(sandbox: Sandbox) -> None:
    row = run("La patrulla recorre el puerto. ", '<w:sz w:val="22"/><w:lang w:val="es-MX"/>')
    content = with_body(paragraph(*[row] * 6) * 5_000)
    start = time.monotonic()
    assert len(read_sandboxed(sandbox, content).text) > 900_000
    assert time.monotonic() - start < 8
