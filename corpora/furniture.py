"""Page furniture in extracted text: menus, cookie notices, licence footers → their spans, which carry no label."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases

Span = tuple[int, int]

MENU_LINES = 4
MENU_LINE_WORDS = 9
MENU_BAR_WORDS = 14
MENU_BAR_CAPITALISED = 0.6
NOTICE_CHARACTERS_PER_PHRASE = 320

_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.;:,!?…—-]['\"”»)\]]*\s*$")
_CLAUSE = re.compile(
    r"^\W*(?:[(\[]?\w{1,4}[.)\]º°]|(?:art(iculo|ículo|icle)?|cap([ií]tulo)?|t[ií]t(ulo)?|secci[oó]n|libro|anexo|ley"
    r"|sec(tion)?|chap(ter)?|title|part|annex)\b|§|\w[^:]*:\s\S)",
    re.I,
)


def find_furniture(text: str) -> list[Span]:
    """Spans (start, end in characters) of lines that are menus or notices, in order, without overlap.

    A menu is a run of at least four short lines without an end mark (blank lines do not divide it; numbered
    clauses, headings of laws and facts such as "Budget: 3 million" do), or one long line of capitalised words.
    A notice is a line dense in phrases such as "this site uses cookies" in any language.
    """
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text) if match.group().strip()]
    menus = set(_menu_lines(text, lines))
    return [line for line in lines if line in menus or _is_page_line(text[slice(*line)])]


def without_furniture(text: str) -> str:
    """The text with its furniture cut out; for a look at its content, not for offsets."""
    pieces, at = [], 0
    for start, end in find_furniture(text):
        pieces.append(text[at:start])
        at = end
    return "".join([*pieces, text[at:]])


def _menu_lines(text: str, lines: list[Span]) -> Iterator[Span]:
    for is_short, run in groupby(lines, key=lambda line: _is_menu_like(text[slice(*line)])):
        members = list(run)
        if is_short and len(members) >= MENU_LINES:
            yield from members


def _is_menu_like(line: str) -> bool:
    return len(line.split()) <= MENU_LINE_WORDS and not _SENTENCE_END.search(line) and not _CLAUSE.match(line)


def _is_menu_bar(line: str) -> bool:
    words = line.split()
    capitalised = sum(word[0].isupper() and not word.isupper() for word in words)
    return (
        len(words) >= MENU_BAR_WORDS
        and not _SENTENCE_END.search(line)
        and capitalised >= MENU_BAR_CAPITALISED * len(words)
    )


def _is_page_line(line: str) -> bool:
    return _is_menu_bar(line) or _is_notice(line)


def _is_notice(line: str) -> bool:
    lowered = line.lower()
    found = sum(phrase in lowered for phrase in _notice_phrases())
    return found > 0 and (len(line) <= NOTICE_CHARACTERS_PER_PHRASE * max(1, 2 * (found - 1)))


@cache
def _notice_phrases() -> frozenset[str]:
    return frozenset(phrase for language in LANGUAGES for phrase in read_phrases("boilerplate", language))
