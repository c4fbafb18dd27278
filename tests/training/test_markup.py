from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from training.markup import node, table, to_html


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("<script>alert(1)</script>")
@example('"><img src=x onerror=alert(1)>')
@example("&lt;")
def test_every_text_comes_back_as_it_was(text: str) -> None:
    page = Page(to_html(node("p", text, node("b", title=text))))
    assert (page.tags, page.text) == (["p", "b"], text)


def test_the_first_cell_of_a_row_names_it() -> None:
    assert Page(to_html(table("name", ["a", "b"], [["c", node("td", "d")]]))).tags[-3:] == ["tr", "th", "td"]


def test_a_table_that_scrolls_can_be_reached_by_keyboard_and_has_a_name() -> None:
    region = table("Labels", ["a"], [])
    assert (region.get("tabindex"), region.get("role"), region.get("aria-label")) == ("0", "region", "Labels")


def test_texts_keep_their_place_between_elements() -> None:
    assert to_html(node("p", "a", node("i", "b"), "c", "d")) == "<p>a<i>b</i>cd</p>"
