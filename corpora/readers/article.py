"""The body of a web page → the text of its main part, without menus, side bars and notices."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.external import try_justext
from trafilatura.settings import Document as Extracted

from corpora.document import MAX_CHARACTERS, Reason
from corpora.errors import UnreadableError
from corpora.readers.line_writer import Line, tag_of
from corpora.readers.markup import join_lines, lines_of

MOST_CHARACTERS = 4 * MAX_CHARACTERS
MOST_ELEMENTS = 10_000
MOST_DEPTH = 100
MAIN_SHARE = 0.9
FURNITURE_SHARE = 1 / 3
LINKED_SHARE = 0.8
LEAST_PROSE_WORDS = 10
LEAST_KEY_CHARACTERS = 40

_FURNITURE_TAGS = ("aside", "footer", "form", "nav")
_FURNITURE_ROLES = ("banner", "complementary", "contentinfo", "dialog", "navigation", "search")
_FURNITURE_NAMES = re.compile(
    r"(?:menu|nav|navbar|navegacion|breadcrumbs?|migas|sidebar|lateral|footer|pie|cookies?|compartir|share"
    r"|relacionad[ao]s|related|comments|comentarios|newsletter)(?![a-z])"
)
_HTML_TAGS = {"head": "h2", "list": "ul", "item": "li", "quote": "blockquote", "row": "tr", "cell": "td", "lb": "br"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption", "dt", "figcaption", "summary")
_ENTRIES = ("dd", "li", "td", "th", "tr")
_WRAPPERS = ("blockquote", "dd", "details", "dl", "figure", "li", "ol", "table", "tbody", "td", "thead", "tr", "ul")
_PROSE_END = re.compile(r"[.:;!?…][\"'”’»)\]]*$")

# It warns of every page in which it finds nothing.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
# It reads word lists of a hundred languages when they are first used: so use them once before children are forked.
try_justext(document_fromstring("<p></p>"), None, None)


def main_text(body: HtmlElement) -> str:
    """The text of a page's main part; the body is changed.

    Trafilatura finds where it is, by what many sites have in common, but leaves out many a list, heading or short
    paragraph. So the smallest element that holds nearly all it found is read again: every line that it found, and
    those beside them that look like text. Where it finds nothing the whole page is read.

    Raises:
        UnreadableError: the page holds more characters than any main part of it could make up for.
    """
    etree.strip_elements(body, "script", "style", "noscript", "template", with_tail=False)
    if sum(map(len, body.itertext())) > MOST_CHARACTERS:
        raise UnreadableError(Reason.TOO_LARGE, f"a page of more than {MOST_CHARACTERS:,} characters; split it")
    _drop_furniture(body)
    everything = lines_of(body)
    lines = [line for line in everything if not _is_menu_entry(line)] or everything
    found = set(_find(body, lines))
    return join_lines(_around(found, lines, body) if found else lines)


def is_heavy(body: HtmlElement) -> bool:
    """Whether it is so large or deep that rules which look at each part from every other take too long."""
    is_large = next(islice(body.iter(), MOST_ELEMENTS, None), None) is not None
    return is_large or body.xpath(f"boolean(.//*[count(ancestor::*) > {MOST_DEPTH}])")


def _drop_furniture(body: HtmlElement) -> None:
    """Drop what its tag or name calls furniture, unless it holds so much of the page that it is none."""
    sizes = _sizes(body)
    furniture = list(_outermost_furniture(body, sizes))
    if sum(sizes[node] for node in furniture) < MAIN_SHARE * sizes[body]:
        for node in furniture:
            node.drop_tree()


def _outermost_furniture(body: HtmlElement, sizes: Counter[HtmlElement]) -> Iterator[HtmlElement]:
    walk = etree.iterwalk(body, events=("start",))
    for _, node in walk:
        if _is_furniture(node) and sizes[node] <= FURNITURE_SHARE * sizes[body]:
            yield node
            walk.skip_subtree()


def _sizes(body: HtmlElement) -> Counter[HtmlElement]:
    """How many characters stand in each element."""
    sizes: Counter[HtmlElement] = Counter()
    for node in reversed(list(body.iter())):
        sizes[node] += len((node.text or "").strip())
        sizes[node.getparent()] += sizes[node] + len((node.tail or "").strip())
    return sizes


def _is_furniture(node: HtmlElement) -> bool:
    names = f"{node.get('id', '')} {node.get('class', '')}".lower().split()
    return (
        node.tag in _FURNITURE_TAGS
        or node.get("role") in _FURNITURE_ROLES
        or any(_FURNITURE_NAMES.match(name) for name in names)
    )


def _find(body: HtmlElement, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that trafilatura takes for the page's text."""
    if is_heavy(body):
        return
    extracted = trafilatura.bare_extraction(body.getroottree().getroot(), include_comments=False)
    if not isinstance(extracted, Extracted):
        return
    for node in extracted.body.iter(*_HTML_TAGS):
        node.tag = _HTML_TAGS[node.tag]
    keys = [_key(line) for line in lines_of(extracted.body)]
    singly, together = set(keys), "".join(keys)
    for line in lines:
        key = _key(line)
        if key in singly or (len(key) >= LEAST_KEY_CHARACTERS and key in together):
            yield line


def _key(line: Line) -> str:
    return re.sub(r"\W", "", line.text).lower()


def _around(found: set[Line], lines: list[Line], body: HtmlElement) -> Iterator[Line]:
    """What was found in the main element, before it (its title) and as paragraphs after it; what was missed in it."""
    weights, texts = _weigh(found), {line.home for line in found}
    main = set(_main_element(body, texts, weights).iter())
    has_begun = False
    for line in lines:
        is_inside = line.home in main
        has_begun |= is_inside
        if (line in found and (is_inside or not has_begun or _is_paragraph(line))) or (
            is_inside and _was_missed(line, texts, weights)
        ):
            yield line


def _weigh(found: Iterable[Line]) -> Counter[HtmlElement]:
    """How many characters of what was found stand in each element."""
    weights: Counter[HtmlElement] = Counter()
    for line in found:
        for node in (line.home, *line.home.iterancestors()):
            weights[node] += len(line.text)
    return weights


def _main_element(body: HtmlElement, texts: set[HtmlElement], weights: Counter[HtmlElement]) -> HtmlElement:
    """The smallest element that holds nearly all that was found, and is not itself one of the texts."""
    main = body
    while (heavy := next((child for child in main if weights[child] >= MAIN_SHARE * weights[body]), None)) is not None:
        if heavy in texts:
            break
        main = heavy
    return main


def _was_missed(line: Line, texts: set[HtmlElement], weights: Counter[HtmlElement]) -> bool:
    """Whether a line that was not found belongs to what was found, or reads like text and stands beside it."""
    if line.home in texts:
        return True
    around = line.home.getparent()
    while tag_of(around) in _WRAPPERS:
        around = around.getparent()
    is_text = tag_of(line.home) in _HEADINGS + _ENTRIES or _is_prose(line)
    return is_text and weights[around] > 0


def _is_prose(line: Line) -> bool:
    return len(line.text.split()) >= LEAST_PROSE_WORDS or bool(_PROSE_END.search(line.text))


def _is_paragraph(line: Line) -> bool:
    """Whether it is a sentence at least, and no teaser of another page."""
    is_linked = line.linked > LINKED_SHARE * len(line.text)
    return len(line.text.split()) >= LEAST_PROSE_WORDS and bool(_PROSE_END.search(line.text)) and not is_linked


def _is_menu_entry(line: Line) -> bool:
    is_linked = line.linked > LINKED_SHARE * len(line.text)
    return is_linked and tag_of(line.home) not in _HEADINGS and not _PROSE_END.search(line.text)
