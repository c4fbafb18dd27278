import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from tempfile import TemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers import rtf
from corpora.readers.kinds import Kind
from corpora.readers.sandbox import Limits, Sandbox
from tests.formats.office import FOOTER, HEADER, to_rtf
from tests.formats.office import rtf as with_body

TEXTS = {
    "en": "Night buses\n\nThe {new} route costs £5 – or less…\n\n- guards\n- cameras\n\nIt runs from May.",
    "es": "Buses nocturnos\n\nLa línea «sur» cuesta 5 € y va a Ñuñoa \\ sur.\n\n- guardias\n- cámaras\n\nDesde mayo.",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=3)) as sandbox:
        yield sandbox


def read(content: bytes) -> Document:
    (document,) = rtf.read(BytesIO(content), "a.rtf")
    return document


@pytest.mark.parametrize("language", TEXTS)
def test_every_paragraph_and_item_comes_back_on_a_line_of_its_own(language: str) -> None:
    wanted = [line.removeprefix("- ") for line in TEXTS[language].split("\n") if line]
    assert [line.strip("·\t ") for line in read(to_rtf(TEXTS[language])).text.split("\n\n")] == wanted


def test_headers_and_footers_are_left_out() -> None:
    text = read(to_rtf(TEXTS["es"], title="Plan")).text
    assert not {HEADER, FOOTER, "Plan"} & set(text.split("\n\n"))


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1))
def test_any_characters_come_back(word: str) -> None:
    assert read(to_rtf(f"Uno {word} dos.")).text == f"Uno {word} dos."


def test_links_and_formatting_leave_the_words() -> None:
    assert read(with_body(r"\pard Ver {\b la {\i Ley}} 30\par")).text == "Ver la Ley 30"


def test_a_picture_takes_no_text_along() -> None:
    picture = rb"{\*\shppict{\pict{\*\picprop{\sp{\sn shapeType}{\sv 75}}}\pngblip " + b"89504e47\r\n" * 50_000 + b"}}"
    content = b"{\\rtf1\\ansi\\sectd\\binfsxn4\\binsxn4 Antes.\\par " + picture + b"\\par Despu\\'e9s.\\par}"
    started = time.process_time()
    assert read(content).text == "Antes.\n\nDespués."
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{\\rtx", Reason.CORRUPT),
        (b"{\\rtf1}", Reason.NO_TEXT),
        (b"{\\rtf1{\\pict 00ff}}", Reason.IMAGE_ONLY),
    ],
)
def test_what_holds_no_text_says_why(content: bytes, reason: Reason) -> None:
    with pytest.raises(UnreadableError) as error:
        read(content)
    assert error.value.reason == reason


@pytest.mark.long
@pytest.mark.parametrize(
    "content",
    [
        b"{\\rtf1" + b"{" * 200_000,
        b"{\\rtf1 " + rb'{\field{\*\fldinst HYPERLINK "' * 5_000,
        b"{\\rtf1 \\bin999999999 x}",
        b"{\\rtf1 " + b"\\u99999999? " * 50_000 + b"}",
        b"{\\rtf1 " + b"\\'e" * 200_000,
    ],
    ids=["nested", "links", "binary", "no character", "cut escapes"],
)
def test_a_bad_file_costs_one_document(sandbox: Sandbox, content: bytes) -> None:
    started = time.monotonic()
    with TemporaryFile() as file:
        file.write(content)
        (document,) = sandbox.read(file, Kind.RTF, "a.rtf")
    assert time.monotonic() - started < 15
    assert document.problem or document.text


@pytest.mark.parametrize("word", ["Bus", r"\'a1S\'ed!"])
def test_a_control_word_without_its_number_is_read(word: str) -> None:
    (document,) = rtf.read(BytesIO(with_body(rf"\uc {word}\par")), "a.rtf")
    assert document.text in ("Bus", "¡Sí!")


def test_numbers_that_are_missing_are_no_other_error() -> None:
    with suppress(UnreadableError):
        list(rtf.read(BytesIO(with_body(r"\u \uc- \bin \'zz x")), "a.rtf"))
