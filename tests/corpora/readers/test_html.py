import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from tempfile import TemporaryFile

import pytest

from corpora.document import Document, Note, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers import html
from corpora.readers.article import MOST_CHARACTERS, MOST_ELEMENTS
from corpora.readers.html import read
from corpora.readers.kinds import Kind
from corpora.readers.sandbox import Limits, Sandbox
from tests.formats.layouts import (
    LAYOUTS,
    PRESS_RELEASE_WORDS,
    to_breaks,
    to_columns,
    to_law,
    to_listing,
    to_press_release,
)
from tests.formats.web import FURNITURE, to_html

TITLES = {"en": "Guards leave the wards", "es": "Los custodios dejan los pabellones"}
PARAGRAPHS = {
    "en": [
        "The prison service will withdraw armed guards from two wards of the women's prison, and educators move in.",
        "Each ward gets a workshop, a library, a nursery and a room for visits.",
        "Judges who followed the pilot say that fewer women came back within a year, although the count is small.",
        "Not everybody agrees.",
        "The union of warders asks for more staff first, because nights are long, cells are full and help is far away.",
        "Next month a commission will hear both sides, and decide whether other prisons are to follow.",
    ],
    "es": [
        "El servicio penitenciario retirará a los custodios armados de dos pabellones de la cárcel de mujeres, que "
        "quedarán a cargo de educadoras.",
        "Cada pabellón tendrá un taller, una biblioteca, una guardería y una sala de visitas.",
        "Las juezas que siguieron el ensayo cuentan que menos mujeres reincidieron en un año, aunque la cifra es baja.",
        "No todos están de acuerdo.",
        "El sindicato de guardias pide primero más personal, porque las noches son largas, las celdas están llenas y "
        "la ayuda queda lejos.",
        "Una comisión oirá el mes próximo a ambas partes, y decidirá si otras cárceles siguen el ejemplo.",
    ],
}
Layout = Callable[[Sequence[str], str, str], str]


def read_one(page: str | bytes) -> Document:
    (document,) = read(BytesIO(page if isinstance(page, bytes) else page.encode()), "a.html")
    return document


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def furniture_words(language: str) -> set[str]:
    around = vars(FURNITURE[language]).values()
    shown = " ".join(part for value in around for part in ([value] if isinstance(value, str) else value))
    return set(words_of(shown)) - set(words_of(" ".join([TITLES[language], *PARAGRAPHS[language]])))


def to_post(paragraphs: Sequence[str], title: str, language: str) -> str:
    return to_html("\n\n".join(paragraphs), title, language)


@pytest.mark.parametrize("language", PARAGRAPHS)
@pytest.mark.parametrize("layout", [to_post, *LAYOUTS])
def test_the_words_of_the_text_are_kept_and_no_others(layout: Layout, language: str) -> None:
    found = read_one(layout(PARAGRAPHS[language], TITLES[language], language)).full_text
    wanted = words_of(" ".join(PARAGRAPHS[language]))
    if layout is to_press_release:
        wanted = words_of(" ".join(" ".join(PARAGRAPHS[language]).split()[:PRESS_RELEASE_WORDS]))
    kept = iter(words_of(found))
    assert [word for word in wanted if word not in kept] == []  # in this order
    assert set(words_of(found)) & furniture_words(language) == set()


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_paragraphs_stay_paragraphs(language: str) -> None:
    document = read_one(to_post(PARAGRAPHS[language], "", language))
    assert document.text.split("\n\n") == PARAGRAPHS[language]


@pytest.mark.parametrize("language", PARAGRAPHS)
@pytest.mark.parametrize("layout", [to_post, *(layout for layout in LAYOUTS if layout is not to_listing)])
def test_a_text_of_two_sentences_is_kept(layout: Layout, language: str) -> None:
    paragraphs = PARAGRAPHS[language][2:4]
    text = read_one(layout(paragraphs, TITLES[language], language)).text
    assert all(word in words_of(text) for word in words_of(" ".join(paragraphs)))


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_every_line_of_a_law_is_kept(language: str) -> None:
    lines = read_one(to_law(PARAGRAPHS[language], TITLES[language], language)).text.split("\n")
    name = {"en": "Section", "es": "Artículo"}[language]
    assert [line for line in lines if line.startswith(name)] == [f"{name} {n}" for n in range(1, 241)]
    assert lines.count({"en": "a library", "es": "una biblioteca"}[language]) == 40


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_a_page_tells_its_title_date_authors_site_and_subjects(language: str) -> None:
    document = read_one(to_post(PARAGRAPHS[language], TITLES[language], language))
    around = FURNITURE[language]
    assert document.id == "a.html"
    assert document.full_text.startswith(TITLES[language])
    assert document.full_text.count(TITLES[language]) == 1
    assert document.date == "2019-05-14"
    assert document.authors == (around.author,)
    assert document.source == around.site
    assert document.subjects == (around.category,)
    assert document.problem is None


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),  # a template's, left in place
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", ""),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", ""),
        ("iso-8859-15", "<meta charset=ISO-8859-15>"),
        ("mac_roman", '<?xml version="1.0" encoding="macintosh"?>'),
    ],
)
def test_a_page_is_read_from_its_encoding(encoding: str, declared: str) -> None:
    text = "La niñez está a salvo: 5 € por día." if encoding == "iso-8859-15" else "«La niñez» está “a salvo”…"
    page = f"{declared}<html><head></head><body><p>{text}</p></body></html>"
    assert read_one(page.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Drug courts open | The Ministry</title>", "Drug courts open"),
        ("<title>Abren juzgados de drogas - El Ministerio</title>", "Abren juzgados de drogas"),
        ("<title>El Ministerio: portada</title>", "El Ministerio: portada"),
        ("<title>El Ministerio » Abren juzgados</title>", "Abren juzgados"),
        ("<title>El  Ministerio</title>", ""),
        ("<title>Pre-trial release - what it costs</title>", "Pre-trial release - what it costs"),
        ("<title>Microsoft Word - plan_final.doc</title>", ""),
        ("<title>Sin título</title>", ""),
        ("<title>x</title><meta property='og:title' content='Bail &amp; parole'>", "Bail & parole"),
        ("<title>Police patrol the port</title>", ""),
        ("", ""),
    ],
)
def test_a_title_is_one_that_the_page_states_and_its_text_lacks(head: str, title: str) -> None:
    site = {"The": "The Ministry"}.get(head[26:29], "El Ministerio")
    page = (
        f"<html><head>{head}<meta property='og:site_name' content='{site}'></head><body><p>Police patrol the port.</p>"
    )
    assert read_one(page).title == title


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Ministerio de Gobernación | Abren dos juzgados de drogas", "Abren dos juzgados de drogas"),
        ("Ministry of Justice - Two drug courts open", "Two drug courts open"),
    ],
)
def test_a_title_behind_the_name_of_its_site_is_the_one_in_the_heading(title: str, heading: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><h1> {heading}</h1><p>Police patrol the port.</p></body>"
    document = read_one(page)
    assert document.title in ("", heading)
    assert document.full_text.count(heading) == 1
    assert title not in document.full_text


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ('<html lang="es-MX"><body><main lang="es">{}</main></body></html>', "es"),
        ('<html lang="en"><body><article lang="EN-gb">{}</article></body></html>', "en"),
        ('<html lang="en"><body><article lang="es">{}</article></body></html>', None),
        ('<html lang="en-US"><body>{}</body></html>', None),
        ("<html><body>{}</body></html>", None),
    ],
)
def test_a_language_is_told_where_two_places_agree(page: str, language: str | None) -> None:
    assert read_one(page.format("<p>La policía patrulla el puerto.</p>")).language == language


@pytest.mark.parametrize("language", PARAGRAPHS)
@pytest.mark.parametrize("layout", [to_post, to_columns, to_breaks])
def test_a_page_too_large_to_weigh_is_read_whole(layout: Layout, language: str) -> None:
    paragraphs = [f"{number} {text}" for number in range(MOST_ELEMENTS // 5) for text in PARAGRAPHS[language]]
    text = read_one(layout(paragraphs, TITLES[language], language)).text
    assert "\n\n".join(paragraphs) in text
    assert FURNITURE[language].related[0] not in text


def test_a_page_of_links_is_read() -> None:
    page = "".join(f"<a href='/{number}'>Ley {number}</a> " for number in range(20_000))
    assert read_one(f"<html><body>{page}</body></html>").text.startswith("Ley 0 Ley 1 Ley 2")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<!-- nada -->",
        "<html><body></body></html>",
        "<html><head><title>Plan</title></head><body><script>document.write('x')</script></body></html>",
        "<html><frameset><frame src='menu.html'></frameset></html>",
        "<html><body><img src='scan.png'>&nbsp;</body></html>",
    ],
)
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_one(page)
    assert caught.value.reason == Reason.NO_TEXT


def test_a_page_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_one("<p>" + "palabra " * (MOST_CHARACTERS // 8 + 1))
    assert caught.value.reason == Reason.TOO_LARGE
    monkeypatch.setattr(html, "MOST_BYTES", 2**20)
    with pytest.raises(UnreadableError, match="more than 1 MB"):
        read_one(b"x" * (2**20 + 1))


def test_what_is_nested_too_deep_is_noted() -> None:
    document = read_one("<html><body>" + "<div>agua " * 5_000)
    assert document.text.count("agua") > 2_000
    assert document.notes == (Note(NoteCode.LEFT_OUT, "elements that are nested too deep"),)


def test_nothing_is_logged_of_a_strange_page(capfd: pytest.CaptureFixture[str]) -> None:
    read_one("<html><body>ñ</body></html>")
    read_one("<p>\0\x0b&#11;palabra</p><a href='http://['><table><tr><td rowspan=99999 colspan=9999>x")
    assert capfd.readouterr() == ("", "")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=60)) as sandbox:  # what is too costly is so by its size, not on a busy machine only
        yield sandbox


@pytest.mark.long
@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<html><body>" + "<div>" * 1_000_000, Reason.NO_TEXT),
        ("<html><body>" + "<a " * 350_000, Reason.NO_TEXT),
        ("<html><body>" + "<table><tr><td>" * 100_000 + "fin", Reason.NO_TEXT),
        ("<html><body>" + "<a href='/x'>Ley</a> " * 100_000, None),
        ('<!DOCTYPE html [<!ENTITY a "ja ja"><!ENTITY b "&a;&a;">]><html><body><p>&b; fin</p></body></html>', None),
    ],
    ids=["nested", "unclosed", "tables", "links", "entities"],
)
def test_hostile_pages_are_answered(sandbox: Sandbox, page: str, problem: Reason | None) -> None:
    with TemporaryFile() as file:
        file.write(page.encode())
        file.flush()
        (document,) = sandbox.read(file, Kind.HTML, "a.html")
    assert document.problem == problem
    assert "ja ja" not in document.text
