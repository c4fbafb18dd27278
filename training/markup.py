"""Elements of HTML and SVG, whose every text is escaped as it is written out."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

Element = ET.Element
Child = Element | str


def node(tag: str, /, *children: Child, **attributes: str | float) -> Element:
    """Build an element; an underscore in an attribute's name stands for a dash, a last one is dropped.

    >>> to_html(node("p", "a < b ", node("b", "!"), class_="x", data_n=0.50))
    '<p class="x" data-n="0.5">a &lt; b <b>!</b></p>'
    """
    element = ET.Element(tag, {name.rstrip("_").replace("_", "-"): _plain(value) for name, value in attributes.items()})
    extend(element, children)
    return element


def extend(element: Element, children: Iterable[Child]) -> None:
    """Add elements and texts at the end of an element."""
    for child in children:
        if isinstance(child, str):
            _add_text(element, child)
        else:
            element.append(child)


def table(name: str, head: Iterable[Child], rows: Iterable[Iterable[Child]]) -> Element:
    """A table whose first column names the rows; a cell is an element `td` or what stands in one.

    Where it is wider than the page it scrolls, by the keyboard too; name is read to those who do not see it.
    """
    top = node("tr", *(node("th", cell, scope="col") for cell in head))
    body = [node("tr", *(_cell(cell, number) for number, cell in enumerate(row))) for row in rows]
    content = node("table", node("thead", top), node("tbody", *body))
    return node("div", content, class_="wide", tabindex="0", role="region", aria_label=name)


def to_html(element: Element) -> str:
    """The element as HTML, without a line break added."""
    return ET.tostring(element, encoding="unicode", method="html")


def _cell(content: Child, number: int) -> Element:
    if not isinstance(content, str) and content.tag == "td":
        return content
    return node("td", content) if number else node("th", content, scope="row")


def _add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
