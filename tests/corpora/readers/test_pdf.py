import re
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from tempfile import TemporaryFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

from corpora.document import Document, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers import pdf
from corpora.readers.kinds import Kind
from corpora.readers.pdf_info import authors_of, date_of, subjects_of, title_of
from corpora.readers.sandbox import Sandbox
from tests.formats.pdf import draw_lines, draw_pdf, to_encrypted_pdf, to_image_pdf, to_long_pdf, to_pdf

TEXTS = {
    "en": """# A year of night patrols
The harbour district began its night patrols last winter, after shopkeepers had counted nineteen break-ins in a month. \
Two officers and a youth worker walk together, and they are asked to talk before they search anyone.
The council pays for the scheme out of parking fees. It has set three conditions:
- a log of every stop, with the reason for it, open to the oversight board;
- lamps in the five streets that residents named;
- no more than eight hours a shift.
An early study found fewer calls about noise and about fights, but no change in thefts from cars. The author warns \
that one winter proves little and that the neighbouring district, which had no patrols, saw a similar drop.""",
    "es": """# Un año de patrullas nocturnas
El distrito del puerto inició sus patrullas el invierno pasado, cuando los comerciantes contaron diecinueve robos en \
un mes. Dos agentes y una educadora recorren juntos las calles, con la consigna de hablar antes de registrar a nadie.
El concejo financia el programa con las tasas de estacionamiento y ha fijado tres condiciones:
- un registro de cada detención, con su motivo, abierto a la junta de vigilancia;
- farolas en las cinco calles que señalaron los vecinos;
- turnos de ocho horas como máximo.
Un primer estudio halló menos llamadas por ruido y por riñas, pero ningún cambio en los robos de vehículos. La autora \
advierte que un invierno prueba poco y que el distrito contiguo, sin patrullas, registró un descenso parecido.""",
}
TITLES = {"en": "Evaluation for the council", "es": "Evaluación para el concejo"}
HEADER, FOOTER = "Boletín de convivencia", "Para uso de la junta"
SENTENCES = {
    "en": "Officers walk the harbour at night and talk before they search anyone, says the board.",
    "es": "Los agentes recorren el puerto de noche y hablan antes de registrar a nadie, dice la junta.",
}


def read(content: bytes) -> Document:
    (document,) = pdf.read(BytesIO(content), "a.pdf")
    return document


def failure_of(content: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read(content)
    return caught.value


def paragraphs(text: str) -> list[str]:
    return [re.sub("^(?:#|[-•]) ", "", line) for line in text.split("\n") if line]


def wrap(text: str, characters: int) -> list[str]:
    return re.findall(rf"\S.{{0,{characters - 2}}}\S(?=\s|$)", text)


@pytest.mark.parametrize("justify", [True, False])
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("language", TEXTS)
def test_a_text_comes_back_as_its_paragraphs(language: str, columns: int, justify: bool) -> None:
    document = read(to_pdf(TEXTS[language], columns, justify=justify))
    assert paragraphs(document.text) == paragraphs(TEXTS[language])
    assert document.id == "a.pdf"


@pytest.mark.parametrize("hyphenate", [True, False])
@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("language", TEXTS)
def test_title_columns_and_furniture_leave_the_words_in_order(language: str, columns: int, hyphenate: bool) -> None:
    title = TITLES[language]
    document = read(to_pdf(TEXTS[language], columns, title, HEADER, FOOTER, hyphenate=hyphenate))
    assert len(document.page_starts) >= 3
    assert document.text.startswith(title)
    assert " ".join(paragraphs(document.text)).split() == " ".join([title, *paragraphs(TEXTS[language])]).split()


def test_blocks_and_items_are_set_apart_as_other_formats_do() -> None:
    text = read(to_pdf(f"# Plan\n{SENTENCES['es']}\n- farolas\n- turnos\nTermina en junio.")).text
    assert text == f"Plan\n\n{SENTENCES['es']}\n\n• farolas\n• turnos\n\nTermina en junio."


@pytest.mark.parametrize("language", SENTENCES)
def test_pages_begin_where_their_text_does(language: str) -> None:
    beginnings = [f"{name} {SENTENCES[language]}" for name in ("Ana:", "Berta:", "Clara:")]
    document = read(draw_pdf([draw_lines(wrap(each, 60)) for each in beginnings]))
    assert [document.text[start:].split()[0] for start in document.page_starts] == ["Ana:", "Berta:", "Clara:"]
    assert document.page_at(document.text.index("Berta")) == 2


@pytest.mark.parametrize("language", SENTENCES)
def test_columns_written_row_by_row_are_read_by_columns(language: str) -> None:
    left, right = wrap(f"{SENTENCES[language]} " * 3, 40), wrap(f"{SENTENCES['en']} {SENTENCES['es']}", 40)

    def draw(canvas: Canvas) -> None:
        for i in range(max(len(left), len(right))):
            for x, column in ((72, left), (320, right)):
                if i < len(column):
                    canvas.drawString(x, 700 - 13 * i, column[i])

    assert read(draw_pdf([draw])).text.split() == [*" ".join(left).split(), *" ".join(right).split()]


def test_rows_of_a_table_keep_their_cells() -> None:
    rows = [("District", "2012", "2013"), ("Harbour", "34", "28"), ("Los Álamos", "5", "7")]

    def draw(canvas: Canvas) -> None:
        for i, row in enumerate(rows):
            for x, cell in zip((72, 200, 280), row, strict=True):
                canvas.drawString(x, 700 - 15 * i, cell)

    assert read(draw_pdf([draw])).text == "\n".join("\t".join(row) for row in rows)


def test_long_cells_are_read_one_by_one() -> None:
    style = ParagraphStyle("cell", fontName="Times-Roman", fontSize=10)
    cells = [SENTENCES["es"], SENTENCES["en"], SENTENCES["en"] * 2, SENTENCES["es"] * 2]

    def draw(canvas: Canvas) -> None:
        rows = [[Paragraph(cell, style) for cell in cells[i : i + 2]] for i in (0, 2)]
        table = Table(rows, colWidths=[200, 200])
        table.wrapOn(canvas, 400, 400)
        table.drawOn(canvas, 72, 500)

    assert read(draw_pdf([draw])).text.split("\n\n") == cells


@pytest.mark.parametrize("degrees", [0, 90, 270])
def test_text_is_read_whichever_way_the_page_is_turned(degrees: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(degrees)
        canvas.translate(300, 400)
        canvas.rotate(degrees)
        draw_lines(wrap(SENTENCES["es"], 40), left=-100, top=0)(canvas)

    assert read(draw_pdf([draw])).text == SENTENCES["es"]


def test_watermarks_stamps_and_what_lies_outside_are_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 50, 545, 790))
        canvas.drawString(60, 815, "boletin.indd 3")
        draw_lines(wrap(SENTENCES["en"], 60))(canvas)
        for x, degrees, stamp in ((200, 45, "DRAFT"), (60, 90, "received in May")):
            canvas.saveState()
            canvas.translate(x, 300)
            canvas.rotate(degrees)
            canvas.drawString(0, 0, stamp)
            canvas.restoreState()

    assert read(draw_pdf([draw])).text == SENTENCES["en"]


def test_words_written_one_by_one_make_lines() -> None:
    def draw(canvas: Canvas) -> None:
        for i, row in enumerate(wrap(SENTENCES["es"], 50)):
            x = 72.0
            for word in row.split():
                canvas.drawString(x, 700 - 13 * i, word)
                x += canvas.stringWidth(word + " ")

    assert read(draw_pdf([draw])).text == SENTENCES["es"]


def test_a_note_mark_does_not_divide_a_paragraph() -> None:
    first, second = wrap(SENTENCES["en"], 60)

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, first)
        canvas.setFont("Times-Roman", 6)
        canvas.drawString(72 + canvas.stringWidth(first, "Times-Roman", 11), 704, "12")
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72, 687, second)

    assert read(draw_pdf([draw])).text == f"{first}12 {second}"


def test_the_info_says_who_when_and_what() -> None:
    info = {"title": "Plan de barrio", "author": "Ana Ruiz; Luis Mora", "keywords": "policía, farolas"}
    document = read(to_pdf(TEXTS["es"], info=info))
    assert document.title == "Plan de barrio"
    assert document.authors == ("Ana Ruiz", "Luis Mora")
    assert document.subjects == ("policía", "farolas")
    assert document.date == "2000-01-01"
    assert document.language is None


def test_a_title_with_which_the_text_begins_is_not_stated_again() -> None:
    assert read(to_pdf(TEXTS["es"], info={"title": "Un año  de patrullas NOCTURNAS"})).title == ""


@pytest.mark.parametrize(
    "title",
    ["", "Microsoft Word - plan.doc", "Plan final.indd", "plan_final", "informe_v3.PDF", "untitled", "(anonymous)",
     "Sin título-1", "Documento2", "PowerPoint Presentation", "Presentación de PowerPoint", "12", "-", "x" * 400],
)  # fmt: skip
def test_names_of_files_and_placeholders_are_no_title(title: str) -> None:
    assert title_of({"Title": title}) is None


@pytest.mark.parametrize("title", ["Plan 2014", "Documento de trabajo", "Untitled youth: a study", "Título preliminar"])
def test_other_titles_are(title: str) -> None:
    assert title_of({"Title": title}) == title


@pytest.mark.parametrize("author", ["", "(anonymous)", "Usuario", "Windows User", "hp", "admin", "user01", "a@b.org"])
def test_accounts_and_machines_are_no_authors(author: str) -> None:
    assert authors_of({"Author": author}) == ()


def test_subjects_are_stated_once() -> None:
    assert subjects_of({"Keywords": "policía; police, policía,"}) == ("policía", "police")


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("D:20140327101530-06'00'", "2014-03-27"),
        ("20140327", "2014-03-27"),
        ("D:201403", "2014-03"),
        ("D:2014", "2014"),
        ("2014-03-27T10:15", "2014-03-27"),
        ("D:20141399", None),
        ("D:00000000", None),
        ("March 2014", None),
        ("", None),
    ],
)
def test_a_date_is_as_exact_as_stated(stated: str, date: str | None) -> None:
    assert date_of({"CreationDate": stated}) == date


def test_a_password_is_named() -> None:
    error = failure_of(to_encrypted_pdf(SENTENCES["en"]))
    assert error.reason == Reason.ENCRYPTED
    assert "password" in error.detail


def test_what_only_its_owner_may_edit_is_read() -> None:
    assert read(to_encrypted_pdf(SENTENCES["en"], user_password="")).text == SENTENCES["en"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 9])
def test_garbage_is_corrupt(content: bytes) -> None:
    assert failure_of(content).reason == Reason.CORRUPT


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_cut_off_is_corrupt(share: float) -> None:
    content = to_pdf(TEXTS["en"])
    assert failure_of(content[: int(share * len(content))]).reason == Reason.CORRUPT


def test_a_wrong_table_of_objects_is_repaired() -> None:
    content = re.sub(rb"startxref\s+\d+", b"startxref\n7", to_pdf(TEXTS["es"]))
    assert paragraphs(read(content).text) == paragraphs(TEXTS["es"])


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("language", TEXTS)
def test_what_pdfium_cannot_open_is_read_in_another_way(language: str, columns: int) -> None:
    content = to_pdf(TEXTS[language], columns, TITLES[language], info={"author": "Ana Ruiz"})
    document = read(content.replace(b"/Root ", b"/Rood "))
    words = " ".join(paragraphs(document.text)).split()
    assert words == " ".join([TITLES[language], *paragraphs(TEXTS[language])]).split()
    assert document.authors == ("Ana Ruiz",)


def test_pages_that_are_not_there_are_noted() -> None:
    document = read(to_pdf(TEXTS["en"]).replace(b"/Count 1", b"/Count 4"))
    assert paragraphs(document.text) == paragraphs(TEXTS["en"])
    assert [(note.code, note.detail) for note in document.notes] == [(NoteCode.LEFT_OUT, "3 of 4 pages cannot be read")]


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(to_pdf(SENTENCES["es"]))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=20)):
        content[at] = data.draw(st.integers(0, 255))
    with suppress(UnreadableError):
        assert isinstance(read(bytes(content)).text, str)


@pytest.mark.parametrize("text", ["", "Scanned by the town archive"])
def test_pages_of_images_ask_for_ocr(text: str) -> None:
    error = failure_of(to_image_pdf(12, text))
    assert error.reason == Reason.IMAGE_ONLY
    assert "OCR" in error.detail


def test_scans_with_the_same_stamp_on_each_ask_for_ocr() -> None:
    error = failure_of(to_image_pdf(4, stamps=["Firmado digitalmente por Ana Núñez: soy el autor"] * 4))
    assert error.reason == Reason.IMAGE_ONLY


def test_scans_with_stamps_are_noted() -> None:
    stamp = "Signed by Ana Núñez on page {}\nwith the seal of the {} chamber\nverify it by the code {}"
    numbers = ("one", "two", "three", "four")
    (note,) = read(to_image_pdf(4, stamps=[stamp.format(*[number] * 3) for number in numbers])).notes
    assert note.code == NoteCode.LEFT_OUT
    assert "4 of 4 pages" in note.detail


def test_images_among_text_are_noted() -> None:
    document = read(to_image_pdf(3, "\n".join(wrap(SENTENCES["es"] * 2, 60))))
    assert document.text == SENTENCES["es"] * 2
    assert "3 of 4 pages" in document.notes[0].detail


@pytest.mark.parametrize("pages", [1, 3])
def test_empty_pages_have_no_text(pages: int) -> None:
    assert failure_of(draw_pdf([lambda canvas: canvas.rect(9, 9, 9, 9)] * pages)).reason == Reason.NO_TEXT


def test_a_few_words_are_a_text() -> None:
    assert read(draw_pdf([draw_lines(["Calle cerrada."])])).text == "Calle cerrada."


def test_too_many_pages_are_refused() -> None:
    error = failure_of(draw_pdf([lambda canvas: None] * (pdf.MOST_PAGES + 1)))
    assert error.reason == Reason.TOO_LARGE
    assert "2,001 pages" in error.detail


@pytest.mark.long
def test_too_many_characters_are_refused() -> None:
    error = failure_of(to_long_pdf(400))
    assert error.reason == Reason.TOO_LARGE
    assert "1,000,000 characters" in error.detail


@pytest.mark.long
def test_a_hundred_pages_take_less_than_a_second_of_work() -> None:
    content = to_long_pdf(100)
    seconds = []
    for _ in range(3):
        started = time.process_time()
        document = read(content)
        seconds.append(time.process_time() - started)
    assert len(document.text.split()) == 45_000
    assert min(seconds) < 1


def write(*objects: bytes) -> bytes:
    """A PDF of numbered objects, the first being its catalog."""
    content, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return content + end % (len(objects) + 1, table, len(objects) + 1, len(content))


def pack(data: bytes, entries: bytes = b"", rounds: int = 1) -> bytes:
    for _ in range(rounds):
        data = zlib.compress(data, 9)
    return b"<<%s/Filter[%s]/Length %d>>stream\n%s\nendstream" % (entries, b"/FlateDecode" * rounds, len(data), data)


def write_page(content: bytes, *more: bytes, catalog: bytes = b"") -> bytes:
    """A page whose content is an object, with the font F and, as X, the first object besides."""
    resources = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X 5 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources %s>>" % resources
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return write(b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog, pages, page, content, *more)


def nest_forms(depth: int, times: int) -> bytes:
    """Forms that each show the next so many times."""
    kind = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>"
    return write_page(pack(b"/X Do"), *(pack(b"/X Do " * times, kind % (6 + i)) for i in range(depth)))


def test_a_form_that_only_one_program_shows_is_named() -> None:
    catalog = b"/AcroForm<</Fields[]/XFA(<x/>)>>/NeedsRendering true"
    assert failure_of(write_page(pack(b""), catalog=catalog)).reason == Reason.UNSUPPORTED_FORMAT


BOMBS: dict[str, tuple[Callable[[], bytes], set[Reason]]] = {
    "a tree of pages that bites its tail": (
        lambda: write(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
        {Reason.CORRUPT, Reason.NO_TEXT},
    ),
    "a hundred thousand pages claimed": (
        lambda: write(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 100000>>"),
        {Reason.TOO_LARGE, Reason.CORRUPT},
    ),
    "six hundred million spaces": (lambda: write_page(pack(b" " * 600_000_000)), {Reason.NO_TEXT, Reason.TOO_COSTLY}),
    "packed twice": (lambda: write_page(pack(b" " * 300_000_000, rounds=2)), {Reason.NO_TEXT, Reason.TOO_COSTLY}),
    "thirty million words": (
        lambda: write_page(pack(b"BT /F 9 Tf 9 9 Td " + b"(a)Tj " * 30_000_000)),
        {Reason.TOO_LARGE, Reason.TOO_COSTLY},
    ),
    "a billion forms": (lambda: nest_forms(30, 2), {Reason.TOO_COSTLY}),
    "a form in itself": (
        lambda: write_page(
            pack(b"/X Do"),
            pack(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"),
        ),
        {Reason.TOO_COSTLY, Reason.NO_TEXT},
    ),
    "brackets a million deep": (lambda: write_page(pack(b"[" * 1_000_000)), {Reason.NO_TEXT, Reason.CORRUPT}),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.long
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_answered_in_time_with_a_reason(sandbox: Sandbox, bomb: str) -> None:
    make, reasons = BOMBS[bomb]
    with TemporaryFile() as file:
        file.write(make())
        file.flush()
        started = time.monotonic()
        (document,) = sandbox.read(file, Kind.PDF, "bomb.pdf")
    assert time.monotonic() - started < 15
    assert document.problem in reasons


def test_a_pdf_is_read_in_the_sandbox(sandbox: Sandbox) -> None:
    with TemporaryFile() as file:
        file.write(to_pdf(TEXTS["es"], 2, TITLES["es"], HEADER, FOOTER))
        file.flush()
        (document,) = sandbox.read(file, Kind.PDF, "a.pdf")
    assert paragraphs(document.text) == [TITLES["es"], *paragraphs(TEXTS["es"])]
    assert document.problem is None
