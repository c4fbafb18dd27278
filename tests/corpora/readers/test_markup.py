import pytest
from lxml import etree, html

from corpora.readers.markup import lines_of, text_of, text_of_fragment

LONG = {
    "en": "The ministry said that the officers who had been sent to the port",
    "es": "El ministerio informó que los agentes que habían sido enviados al puerto",
}
GOES_ON = {"en": "seized two boats.", "es": "decomisaron dos lanchas."}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Police  patrol\n the port.</p><p>It is calm.</p>", "Police patrol the port.\n\nIt is calm."),
        ("<h2>Cárceles</h2><p>El <b>plan</b> <i>na</i>cional</p>", "Cárceles\n\nEl plan nacional"),
        ("before<div>within</div>after", "before\n\nwithin\n\nafter"),
        ("<p>Niñez<!-- no --> y <?php no ?>juventud</p>", "Niñez y juventud"),
        ("<p>a&nbsp;b\u00adc\u200bd\x01&#160; </p>", "a bcd"),
        ("<p>Una ley<sup><a href='#n1'>1</a></sup> nueva <a href='p#n2'>[2]</a></p>", "Una ley nueva"),
        ("<p>10 m<sup>2</sup>, <a href='#art5'>Art. 5</a></p>", "10 m2, Art. 5"),
        ("", ""),
    ],
)
def test_paragraphs_are_lines_between_blank_lines(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Plan:</p><ul><li>patrols<li>lights</ul><p>End.</p>", "Plan:\n\npatrols\nlights\n\nEnd."),
        ("<ol><li><p>becas</p></li><li><p>talleres</p></li></ol>", "becas\ntalleres"),
        ("<ul><li>one<ul><li>a<li>b</ul></li><li>two</li></ul>", "one\na\nb\ntwo"),
        ("<ul><li><p>uno</p><p>sigue</p></li><li>dos</li></ul>", "uno\n\nsigue\n\ndos"),
        ("<dl><dt>Parole<dd>Release on terms.<dt>Bail<dd>Release before trial.</dl>",
         "Parole\nRelease on terms.\nBail\nRelease before trial."),
    ],
)  # fmt: skip
def test_items_of_a_list_follow_one_another(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<table><tr><th>Year<th>Homicides<tr><td>2015<td>103</table>", "Year\tHomicides\n2015\t103"),
        ("<table><tr><td><p>Año</p><td><p>Robos</p><tr><td><td>7</table>", "Año\tRobos\n7"),
        ("<table><tr><td>Inicio<td><p>Primero.</p><p>Segundo.</p></table>", "Inicio\n\nPrimero.\n\nSegundo."),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", "a\tb\tc"),
        ("a<table><caption>Crime</caption><tr><td>1<td>2</table>b", "a\n\nCrime\n\n1\t2\n\nb"),
    ],
)
def test_cells_of_a_row_are_parted_by_tabs_unless_they_lay_out_the_page(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Police Station<br>12 Main Street<br><br>Open daily", "Police Station\n12 Main Street\n\nOpen daily"),
        ("Comisaría<br/>\nCalle Mayor 12<br/>\n<br/>\nAbierta", "Comisaría\nCalle Mayor 12\n\nAbierta"),
        ("<pre>Article 1\n\nOn arms\nand drugs</pre>", "Article 1\n\nOn arms\nand drugs"),
        ("<pre><code>si x:\n    y</code>\n\n</pre>fin", "si x:\ny\n\nfin"),
    ],
)
def test_breaks_end_lines_and_two_of_them_a_paragraph(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("break_", ["<br>", "<br />\n"])
def test_a_sentence_that_a_layout_broke_goes_on(language: str, break_: str) -> None:
    assert text_of_fragment(f"{LONG[language]}{break_}{GOES_ON[language]}") == f"{LONG[language]} {GOES_ON[language]}"


@pytest.mark.parametrize("language", LONG)
def test_what_only_seems_to_go_on_stays_a_line(language: str) -> None:
    for first, second in [
        (f"{LONG[language]}:", GOES_ON[language]),
        (LONG[language].upper(), GOES_ON[language]),
        (LONG[language], f"a) {GOES_ON[language]}"),
        (LONG[language], GOES_ON[language].capitalize()),
        (LONG[language][:20].strip(), GOES_ON[language]),
    ]:
        assert text_of_fragment(f"{first}<br>{second}") == f"{first}\n{second}"


@pytest.mark.parametrize("tag", ["script", "style", "template", "noscript", "select", "textarea", "iframe", "svg"])
def test_what_is_not_read_is_left_out(tag: str) -> None:
    assert text_of(html.fromstring(f"<div>policía<{tag}>no</{tag}> rural</div>")) == "policía rural"


def test_the_tail_of_the_element_is_not_its_text() -> None:
    root = etree.fromstring("<r><p>dentro</p>fuera</r>")
    assert text_of(root[0]) == "dentro"


def test_names_may_have_a_namespace() -> None:
    root = etree.fromstring('<x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>uno</x:p><x:P>two</x:P></x:div>')
    assert text_of(root) == "uno\n\ntwo"


def test_a_line_knows_its_home_and_what_of_it_is_linked() -> None:
    first, second = lines_of(html.fromstring("<div><p>see <a>here</a></p><b>no</b></div>"))
    assert (first.text, first.home.tag, first.linked) == ("see here", "p", 4)
    assert (second.text, second.home.tag, second.linked) == ("no", "div", 0)


def test_elements_may_be_nested_deep() -> None:
    assert text_of_fragment("<span>" * 1_000 + "hondo") == "hondo"
