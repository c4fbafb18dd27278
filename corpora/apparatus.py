"""What serves to find one's way about texts → its lines: contents, acronyms, references, titles of other texts.

Such a list is known by its heading and goes on for as long as its lines look alike.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from corpora.lines import Line, wording

LONGEST_HEADING_WORDS = 8
LONGEST_CONTENTS_HEADING = 4
LONGEST_ENTRY_WORDS = 25
LONGEST_REFERENCE_WORDS = 60
LONGEST_LIST_LINES = 400
MOST_OTHER_TITLES = 12
LEAST_ENTRIES = 3
LEAST_ENTRIES_WITHOUT_HEADING = 5
LEAST_PAGES_IN_A_LINE = 5
WORDS_PER_PAGE_IN_A_LINE = 12

_LEADERS = re.compile(r"\.{4,}|…{2,}|_{4,}|·{4,}|(?:[.…·] ){3,}")
_DOTS = ("....", "……", "____", "····", ". . ", "… … ", "· · ")
_PAGE = re.compile(r"\d{1,3}|[ivxl]{1,6}")
_WORD = re.compile(r"[^\W\d_]{3}")
_CAPTION = re.compile(
    r"(?:figure|table|box|chart|map|annex|appendix|figura|tabla|cuadro|gr[aá]fic[ao]|recuadro|mapa|anexo|ap[eé]ndice)"
    r" (?:\d|[ivxa-h]+ )"
)
_PART = re.compile(r"(?:annex|appendix|chapter|part|anexo|ap[eé]ndice|cap[ií]tulo|parte)\b")
_YEAR = re.compile(r"\((?:19|20)\d\d[a-z]?[),;]|\. (?:19|20)\d\d[a-z]?\.|[,.] (?:19|20)\d\d[a-z]?\.?$")
_SOURCE = re.compile(r"https?:|www\.|\bdoi\b|\bisbn\b|\bet al\b|\bpp?\. ?\d|\bvol\. ?\d", re.I)
_ACRONYM = re.compile(r"[^\w\n]{0,3}[A-ZÁÉÍÓÚÑ][\w.&/-]{0,10}[A-ZÁÉÍÓÚÑ]")


def find_apparatus(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of such lists, their headings with them, in order."""
    at = 0
    while at < len(lines):
        n_lines = _length_of_list(lines, at)
        yield from lines[at : at + n_lines]
        at += max(1, n_lines)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A list whose lines are entries; up to two lines that only may stand between are of it when an entry follows."""

    is_entry: Callable[[Line], bool]
    may_stand_between: Callable[[Line], bool] = lambda line: False
    least: int = 1
    most: int = LONGEST_LIST_LINES


def _length_of_list(lines: Sequence[Line], at: int) -> int:
    """How many lines the list has that begins with this line; 0 where none does."""
    kind = _kind_of(lines[at])
    if kind is not None:
        n_entries = _count(_following(lines, at + 1), kind) or (
            _count_until_repeated(lines, at) if kind is _CONTENTS else 0
        )
        return 1 + n_entries if n_entries else 0
    if _has_leaders(lines[at]) or _is_contents_in_one(lines[at]):
        return 1
    n_entries = _count_pages_in_order(_following(lines, at))
    return n_entries if n_entries >= LEAST_ENTRIES_WITHOUT_HEADING else 0


def _following(lines: Sequence[Line], at: int) -> Iterator[Line]:
    """Yield the lines from one on: lazily, since most lists are short or none, so that all is done in linear time."""
    return (lines[number] for number in range(at, len(lines)))


def _count(following: Iterable[Line], kind: _Kind) -> int:
    n_lines = n_entries = 0
    for number, line in enumerate(following, start=1):
        if kind.is_entry(line):
            n_lines, n_entries = number, n_entries + 1
        elif number > n_lines + 2 or not kind.may_stand_between(line):
            break
        if n_lines >= kind.most:
            break
    return n_lines if n_entries >= kind.least else 0


def _count_until_repeated(lines: Sequence[Line], at: int) -> int:
    """Contents without pages: short lines, up to the first that repeats one of them, for there the text begins."""
    seen: set[str] = set()
    for number, line in enumerate(islice(_following(lines, at + 1), LONGEST_LIST_LINES)):
        if line.heading in seen:
            return number if number >= LEAST_ENTRIES else 0
        if not _is_short(line) or _kind_of(line) is _CONTENTS:
            return 0
        seen.add(line.heading)
    return 0


def _count_pages_in_order(following: Iterable[Line]) -> int:
    number, last = 0, 0
    for number, line in enumerate(following):
        page = _page(line)
        if page is None or page < last:
            return number
        last = page
    return number + 1


def _page(line: Line) -> int | None:
    """The page that the line ends with, 0 where it is a Roman number; None for a line that is no entry of contents."""
    if not _is_of_entry_length(line) or line.ends_sentence or not _PAGE.fullmatch(line.words[-1]):
        return None
    named = any(_WORD.match(word) for word in line.words[:-1])
    return (int(line.words[-1]) if line.words[-1].isdigit() else 0) if named else None


def _is_contents_entry(line: Line) -> bool:
    return _page(line) is not None or (_is_short(line) and _CAPTION.match(" ".join(line.words)) is not None)


def _has_leaders(line: Line) -> bool:
    """Whether dots lead to a page number, or to several in a line that holds all of the contents."""
    if not any(dots in line.text for dots in _DOTS):  # most lines, at a tenth of the cost
        return False
    ends = [leader.end() for leader in _LEADERS.finditer(line.text)]
    n_pages = sum(line.text[end : end + 2].strip()[:1].isdigit() for end in ends)
    rest = line.text[ends[-1] :].strip(" .").lower() if ends else ""
    return n_pages >= LEAST_ENTRIES or _PAGE.fullmatch(rest) is not None


def _is_contents_in_one(line: Line) -> bool:
    """Whether a line begins with a heading of contents and is full of page numbers."""
    heads = (" ".join(line.words[:n]) for n in range(1, LONGEST_CONTENTS_HEADING + 1))
    if len(line.words) <= LEAST_PAGES_IN_A_LINE or all(_kinds().get(head) is not _CONTENTS for head in heads):
        return False
    n_pages = sum(_PAGE.fullmatch(word) is not None for word in line.words)
    return n_pages >= max(LEAST_PAGES_IN_A_LINE, len(line.words) / WORDS_PER_PAGE_IN_A_LINE)


def _is_of_entry_length(line: Line) -> bool:
    return 1 < len(line.words) <= LONGEST_ENTRY_WORDS


def _is_short(line: Line) -> bool:
    return len(line.words) <= LONGEST_ENTRY_WORDS and not line.ends_sentence


def _is_reference(line: Line) -> bool:
    is_sourced = _YEAR.search(line.text) is not None or _SOURCE.search(line.text) is not None
    return is_sourced and len(line.words) <= LONGEST_REFERENCE_WORDS


def _is_acronym(line: Line) -> bool:
    return _ACRONYM.match(line.text) is not None and _is_of_entry_length(line)


def _is_title(line: Line) -> bool:
    return len(line.words) <= LONGEST_ENTRY_WORDS and line.text[-1] not in ".;:"


def _begins_no_part(line: Line) -> bool:
    return len(line.words) <= LONGEST_REFERENCE_WORDS and not _PART.match(" ".join(line.words[:1]))


def _kind_of(line: Line) -> _Kind | None:
    return _kinds().get(line.heading) if len(line.words) <= LONGEST_HEADING_WORDS else None


@cache
def _kinds() -> dict[str, _Kind]:
    """Heading → the kind of list that it opens."""
    return {phrase: kind for name, kind in _KINDS.items() for phrase in wording(f"boilerplate_{name}")}


_CONTENTS = _Kind(_is_contents_entry, may_stand_between=_is_short, least=LEAST_ENTRIES)
_KINDS = {
    "contents": _CONTENTS,
    "acronyms": _Kind(_is_acronym, may_stand_between=_is_short, least=2),
    "references": _Kind(_is_reference, may_stand_between=_begins_no_part),
    "related": _Kind(_is_title, most=MOST_OTHER_TITLES),
}
