import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.document import MAX_CHARACTERS, Document
from corpora.errors import UnreadableError
from corpora.readers import plain

TEXTS = [
    "The naïve café owner’s “plan” — £5.",
    "It’s over.",
    "Police officers seized cocaine at the port of the city. " * 200 + "The gang’s leader fled.",
    "¿Qué pasó en Ñuñoa? La policía detuvo a 3… «sí».",
    "Niñez",
    "AÑO",
    "Seguridad “para todos” en el PERÚ”",
    "La policia detuvo a tres hombres en el puerto. " * 200 + "El plan de prevención.",
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
CUTS = range(1, 6)


def read(content: bytes) -> Document:
    (document,) = plain.read(io.BytesIO(content), "a.txt")
    return document


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_is_read_from_its_encoding(encoding: str, text: str) -> None:
    assert read(text.encode(encoding)) == Document("a.txt", text)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("text", ["a señal", "a naïve plan"])
def test_a_text_is_read_from_either_old_encoding(encoding: str, text: str) -> None:
    assert read(text.encode(encoding)).text == text


def test_a_byte_that_windows_1252_leaves_undefined_is_kept() -> None:
    assert read("café ".encode("cp1252") + b"\x81").text == "café \x81"


@pytest.mark.parametrize("text", ["La policía detuvo a dos jóvenes. ", "The naïve owner’s café. "])
@pytest.mark.parametrize("damage", [b"\xf1", b"\xe2\x80", b"\x93"])
def test_a_bad_byte_spoils_nothing_else_in_utf_8(damage: bytes, text: str) -> None:
    damaged = 9 * text.encode() + damage + b" " + text.encode()
    assert read(damaged).text == 9 * text + damage.decode("cp1252") + " " + text


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_text_cut_within_a_character_is_read_up_to_there(encoding: str, cut: int) -> None:
    text = "Prevención de la violencia — jóvenes… "
    assert read(text.encode(encoding)[:-cut]).text.startswith(text[: -cut - 1])


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x8f", bytes(range(256)), bytes(50)])
def test_bytes_that_are_no_text_are_corrupt(content: bytes) -> None:
    with pytest.raises(UnreadableError, match="no text") as error:
        read(content)
    assert error.value.reason == "corrupt"


def test_a_nul_is_replaced() -> None:
    assert read(b"police " * 20 + b"\0").text.endswith("police \ufffd")


@pytest.mark.parametrize("character", ["a", "ñ", "—", "😀"])
def test_a_text_as_long_as_a_document_may_be_is_read(character: str) -> None:
    assert len(read((character * MAX_CHARACTERS).encode()).text) == MAX_CHARACTERS


@pytest.mark.parametrize("n_bytes", [MAX_CHARACTERS + 1, 10 * MAX_CHARACTERS])
def test_a_longer_text_is_too_large_and_not_read_whole(n_bytes: int) -> None:
    stream = io.BytesIO(b"a" * n_bytes)
    with pytest.raises(UnreadableError, match="more than 1,000,000 characters; split it") as error:
        list(plain.read(stream, "a.txt"))
    assert error.value.reason == "too_large"
    assert stream.tell() <= plain.MOST_BYTES + 1


def test_an_empty_file_is_an_empty_text() -> None:
    assert read(b"") == Document("a.txt", "")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_any_marked_text_comes_back(text: str, encoding: str) -> None:
    assert read(text.encode(encoding)).text == text


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_that_can_be_stored_or_unreadable(content: bytes) -> None:
    with suppress(UnreadableError):
        assert b"\0" not in read(content).text.encode()
