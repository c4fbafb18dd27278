import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.readers.layout import compose
from corpora.readers.printed_lines import Line, tidy

SIZE = 10.0
LEADING = 12.0
EM = 5.0
WIDTH = 40
TEXTS = {
    "en": [
        "The town opened a night shelter in May, and the patrols now pass it twice before midnight.",
        "Neighbours asked for lamps along the canal; the council has set aside money for ninety of them.",
    ],
    "es": [
        "El municipio abrió en mayo un albergue nocturno y las patrullas pasan ahora dos veces antes de medianoche.",
        "Los vecinos pidieron farolas junto al canal; el concejo ha reservado dinero para noventa de ellas.",
    ],
}
HEAD = {"en": "Annual report on safety", "es": "Informe anual de seguridad"}


def line(text: str, left: float = 0, bottom: float = 0, size: float = SIZE) -> Line:
    return Line(text, left, bottom, left + len(text) * EM * size / SIZE, bottom + size)


def wrap(text: str, left: float = 0, top: float = 600, width: int = WIDTH, leading: float = LEADING) -> list[Line]:
    """Lines of at most so many characters, below one another."""
    rows = re.findall(rf"\S.{{0,{width - 2}}}\S(?=\s|$)", text)
    return [line(row, left, top - leading * i) for i, row in enumerate(rows)]


def stack(*texts: str, left: float = 0, top: float = 600) -> list[Line]:
    return [line(text, left, top - LEADING * i) for i, text in enumerate(texts)]


def moved(lines: Sequence[Line], left: float, up: float) -> list[Line]:
    return [Line(each.text, each.left + left, each.bottom + up, each.right + left, each.top + up) for each in lines]


def body(language: str, page: int) -> list[Line]:
    """Text that no other page has."""
    names = ["Ana", "Berta", "Clara", "Dora", "Elsa", "Flora", "Greta", "Hilda"]
    return wrap(" ".join(f"{word}{names[page % 8]}{'x' * (page // 8)}" for word in TEXTS[language][0].split()), top=660)


def text_of(*pages: Sequence[Line]) -> str:
    return compose([list(page) for page in pages])[0]


@pytest.mark.parametrize("language", TEXTS)
def test_the_lines_of_a_paragraph_become_one(language: str) -> None:
    first, second = TEXTS[language]
    below = wrap(second, top=600 - LEADING * (len(wrap(first)) + 1))
    assert text_of([*wrap(first), *below]) == f"{first}\n\n{second}"


@pytest.mark.parametrize("language", TEXTS)
def test_an_indent_begins_a_paragraph(language: str) -> None:
    first, second = TEXTS[language]
    head, *rest = wrap(second, top=600 - LEADING * len(wrap(first)))
    indented = [head._replace(left=15, right=head.right), *rest]
    assert text_of([*wrap(first), *indented]) == f"{first}\n\n{second}"


def test_a_short_line_ends_a_paragraph() -> None:
    page = stack("The council will vote on the plan in the", "spring.", "It has been asked to publish the figures.")
    assert text_of(page) == (
        "The council will vote on the plan in the spring.\n\nIt has been asked to publish the figures."
    )


def test_a_short_line_amid_a_sentence_does_not() -> None:
    page = stack("The council will vote on the plan in the", "spring, beside the photograph", "of the old bridge.")
    assert "\n" not in text_of(page)


def test_another_size_begins_a_paragraph() -> None:
    page = [line("Plan de barrio", 0, 612, size=14), *wrap(TEXTS["es"][0], top=595)]
    assert text_of(page) == f"Plan de barrio\n\n{TEXTS['es'][0]}"


@pytest.mark.parametrize("marker", ["•", "-", "–", "a)", "2.", "(iv)", "1.2."])
def test_items_of_a_list_stand_below_one_another(marker: str) -> None:
    page = stack(f"{marker} Lamps along the whole of the canal and", "  in the two squares.", f"{marker} Mediators.")
    hanging = [page[0], page[1]._replace(left=10, right=page[1].right + 10), page[2]]
    assert text_of(hanging).split("\n") == [
        f"{marker} Lamps along the whole of the canal and   in the two squares.",
        f"{marker} Mediators.",
    ]


def test_a_table_of_contents_keeps_its_lines() -> None:
    page = stack("Introducción .......... 3", "La policía de barrio . . . . . . 12", "Anexos ................. iv")
    assert text_of(page).split("\n") == [each.text for each in page]


def test_cells_of_a_row_are_divided_by_a_tab() -> None:
    rows = [("Distrito", "2012", "2013"), ("Centro", "34", "28"), ("Norte", "51", "47")]
    page = [line(cell, 120 * i, 600 - LEADING * j) for j, row in enumerate(rows) for i, cell in enumerate(row)]
    assert text_of(page) == "Distrito\t2012\t2013\nCentro\t34\t28\nNorte\t51\t47"


@pytest.mark.parametrize("label", ["•", "3", "2.1", "b)"])
def test_a_label_is_no_cell(label: str) -> None:
    assert text_of([line(label, 0, 600), line("Objetivos", 60, 600)]) == f"{label} Objetivos"


def test_an_initial_is_part_of_its_word() -> None:
    page = [line("E", 0, 588, size=30), *wrap("l concejo abrió en mayo un albergue y dos", left=20)]
    assert text_of(page).startswith("El concejo")


@pytest.mark.parametrize("hyphen", ["-", "\u2010"])
@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("contra la inse", "guridad", "contra la inseguridad"),
        ("the neigh", "bourhood", "the neighbourhood"),
        ("el tratado Franco", "Alemán", "el tratado Franco-Alemán"),
        ("tras la COVID", "19", "tras la COVID-19"),
        ("de 2014", "2018", "de 2014-2018"),
    ],
)
def test_a_divided_word_is_made_whole(before: str, after: str, joined: str, hyphen: str) -> None:
    assert text_of(stack(f"{before}{hyphen}", after)).replace("\u2010", "-") == joined


@pytest.mark.parametrize(
    ("before", "after", "compound"),
    [("un plan socio-", "económico", "socio-económico"), ("a drive-", "by shooting", "drive-by")],
)
def test_a_compound_keeps_its_hyphen_where_the_document_has_it(before: str, after: str, compound: str) -> None:
    page = stack(f"{compound.capitalize()}:", f"{before}", after)
    assert compound in text_of(page).split("\n\n")[-1]


@pytest.mark.parametrize(
    ("text", "end", "start", "joined"),
    [
        (TEXTS["en"][0], "only forty-", "eight hours", "forty-eight"),
        (TEXTS["es"][0], "un tratado bi-", "lateral", "bi-lateral"),
        (f"{TEXTS['es'][0]} Inseguridad:", "contra la inse-", "guridad", "la inseguridad"),
    ],
)
def test_where_hyphens_are_rare_only_known_words_are_joined(text: str, end: str, start: str, joined: str) -> None:
    paragraphs = [each for i in range(20) for each in wrap(text, top=2000 - 60 * i)]
    assert joined in text_of([*paragraphs, *stack(end, start, top=600)])


def test_a_dash_between_lines_is_no_hyphen() -> None:
    assert text_of(stack("the mayor -", "a lawyer - agreed")) == "the mayor - a lawyer - agreed"


@pytest.mark.parametrize("in_step", [True, False])
@pytest.mark.parametrize("by_rows", [True, False])
@pytest.mark.parametrize("n_columns", [2, 3])
def test_columns_are_read_one_after_the_other(n_columns: int, by_rows: bool, in_step: bool) -> None:
    texts = [*TEXTS["es"], TEXTS["en"][0]][:n_columns]
    columns = [wrap(text, 230 * i, 600 - (0 if in_step else 5 * i)) for i, text in enumerate(texts)]
    page = [each for column in columns for each in column]
    if by_rows:
        page.sort(key=lambda each: (-each.bottom, each.left))
    assert text_of(page) == "\n\n".join(texts)


@pytest.mark.parametrize("is_last", [True, False])
def test_a_title_over_all_columns_comes_first(is_last: bool) -> None:
    first, second = TEXTS["en"]
    title = line("Night shelter and patrols in the town: a year on", 50, 640, size=15)
    columns = [*wrap(first), *wrap(second, 230)]
    page = [*columns, title] if is_last else [title, *columns]
    assert text_of(page) == f"{title.text}\n\n{first}\n\n{second}"


def test_lines_across_divide_the_columns_into_bands() -> None:
    first, second = TEXTS["es"]
    across = line("Segunda parte: lo que piden los vecinos del puerto", 50, 540, size=13)
    page = [*wrap(first), *wrap(second, 230), across, *wrap(second, 0, 515), *wrap(first, 230, 515)]
    by_rows = sorted(page, key=lambda each: (-each.bottom, each.left))
    assert text_of(by_rows) == "\n\n".join([first, second, across.text, second, first])


def test_long_cells_are_read_row_by_row() -> None:
    cells = [*TEXTS["en"], *TEXTS["es"]]
    page = [each for i, cell in enumerate(cells) for each in wrap(cell, 230 * (i % 2), 600 - 60 * (i // 2))]
    assert text_of(page) == "\n\n".join(cells)


def test_a_column_goes_on_in_the_next() -> None:
    words = TEXTS["es"][0]
    column = wrap(words)
    page = [*column[:2], *moved(column[2:], 230, 2 * LEADING)]
    assert text_of(page) == words


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("n_pages", [3, 8])
def test_running_heads_and_page_numbers_are_dropped(n_pages: int, language: str) -> None:
    bodies = [body(language, page) for page in range(n_pages)]
    pages = [[line(HEAD[language], 0, 700), *each, line(f"{9 + i}", 100, 30)] for i, each in enumerate(bodies)]
    assert text_of(*pages).split() == [word for each in bodies for row in each for word in row.text.split()]


def test_heads_may_alternate_and_carry_the_page_number() -> None:
    def head(page: int) -> list[Line]:
        return (
            [line(f"{page}   A. Ruiz", 0, 700)]
            if page % 2
            else [line("Convivencia", 0, 700), line(f"{page}", 300, 700)]
        )

    pages = [[*head(page), *body("es", page)] for page in range(6)]
    assert not re.search(r"Ruiz|Convivencia|\d", text_of(*pages))


def test_heads_of_a_chapter_are_dropped_in_a_long_document() -> None:
    pages = [[line(f"Chapter {page // 4}: Canals", 0, 700), *body("en", page)] for page in range(40)]
    assert "Chapter" not in text_of(*pages)


@pytest.mark.parametrize("language", TEXTS)
def test_a_title_that_runs_on_as_head_stays_on_its_page(language: str) -> None:
    pages = [[line(HEAD[language], 0, 700, size=8 if page else 16), *body(language, page)] for page in range(5)]
    text = text_of(*pages)
    assert text.startswith(HEAD[language])
    assert text.count(HEAD[language]) == 1


@pytest.mark.parametrize("n_pages", [1, 2])
def test_short_documents_lose_page_numbers_only(n_pages: int) -> None:
    pages = [[line("Informe anual", 0, 700), *wrap(TEXTS["es"][0]), line("- 3 -", 90, 30)] for _ in range(n_pages)]
    text = text_of(*pages)
    assert text.count("Informe anual") == n_pages
    assert "3" not in text


@pytest.mark.parametrize(
    "number",
    ["7", "- 7 -", "iv", "[7]", "Page 3 of 10", "Página 3 de 10", "Pág. 3", "p. xii", "3/10", "– 12 –", "PÁGINA 7"],
)
def test_page_numbers_have_many_forms(number: str) -> None:
    assert text_of([*wrap(TEXTS["en"][0]), line(number, 90, 30)]) == TEXTS["en"][0]


def test_what_a_browser_stamps_on_a_page_is_dropped() -> None:
    head = [line("14/3/2015, 10:23", 0, 700), line("Plan de barrio", 200, 700)]
    foot = [line("https://example.org/plan", 0, 30), line("1/1", 300, 30)]
    assert text_of([*foot, *head, *wrap(TEXTS["es"][0])]) == TEXTS["es"][0]


@pytest.mark.parametrize("last", ["2014", "Page by page", "3 de mayo", "mil", "12 agents", "viii."])
def test_other_last_lines_stay(last: str) -> None:
    assert text_of([*wrap(TEXTS["en"][0]), line(last, 90, 30)]).endswith(last)


def test_text_that_repeats_without_being_set_off_stays() -> None:
    pages = [wrap(TEXTS["es"][0]) for _ in range(5)]
    assert text_of(*pages).count("albergue nocturno") == 5


@pytest.mark.parametrize("language", TEXTS)
def test_a_paragraph_runs_over_the_page_break(language: str) -> None:
    lines = wrap(TEXTS[language][0])
    text, starts = compose([lines[:1], moved(lines[1:], 0, LEADING)])
    assert text == TEXTS[language][0]
    assert text[starts[1] :].startswith(lines[1].text)


def test_a_word_divided_by_the_page_break_is_made_whole() -> None:
    text, starts = compose([stack("Los vecinos piden más segu-"), stack("ridad y más farolas.")])
    assert text == "Los vecinos piden más seguridad y más farolas."
    assert text[starts[1] :].startswith("ridad y")


def test_footnotes_come_before_the_paragraph_that_runs_on() -> None:
    body = wrap(TEXTS["en"][0])
    note = line("1 See the report of the ombudsman.", 0, 80, size=8)
    text, starts = compose([[*body[:2], note], body[2:]])
    assert text == f"{note.text}\n\n{TEXTS['en'][0]}"
    assert starts == (0, text.index(body[2].text))


def test_pages_without_text_begin_where_the_next_does() -> None:
    text, starts = compose([[], stack("Uno."), [], stack("Dos."), []])
    assert text == "Uno.\n\nDos."
    assert starts == (0, 0, 6, 6, 10)


def test_no_pages_make_no_text() -> None:
    assert compose([]) == ("", ())


coordinates = st.floats(0, 900)
words = st.text("abcdeñ", min_size=1, max_size=9)
lines = st.builds(
    line, st.lists(words, min_size=1, max_size=9).map(" ".join), coordinates, coordinates, st.floats(1, 40)
)


@given(st.lists(st.lists(lines, max_size=30), max_size=2))
def test_no_letter_is_lost_wherever_it_stands(pages: list[list[Line]]) -> None:
    text, starts = compose(pages)
    assert sorted("".join(text.split())) == sorted(
        "".join(each.text for page in pages for each in page).replace(" ", "")
    )
    assert len(starts) == len(pages)
    assert list(starts) == sorted(starts)
    assert all(0 <= start <= len(text) for start in starts)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("la polic´ıa del ni˜no", "la policía del niño"),
        ("ofi\u00adcina\u00a0de ﬁscales", "oficina de fiscales"),
        ("\uf0b7\ttarea\x00s\x02", "• tareas"),
        ("  dos   espacios ", "dos espacios"),
    ],
)
def test_text_is_written_as_it_is_meant(raw: str, meant: str) -> None:
    assert tidy(raw) == meant
