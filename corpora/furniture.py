"""Page furniture in extracted text: menus, notices, contacts, lists of titles → their spans, which carry no label."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, groupby

from corpora.apparatus import find_apparatus
from corpora.lines import Line, split_lines
from corpora.menus import find_menus
from corpora.notices import find_notices

Span = tuple[int, int]

PARAGRAPH_WORDS = 20
MOST_LINES = 50_000  # a long text has a third of it; with a letter a line, looking would take seconds
STRANDED_LINES = 3


def find_furniture(text: str) -> list[Span]:
    """Spans (start, end in characters) of the lines that carry no label, in order, without overlap.

    They are: menus; notices, tags, contacts and heads of letters; contents, acronyms, references and titles of other
    texts under their headings; and what is left between such lines after the last paragraph. A text of more than
    `MOST_LINES` has none, since it is no page.
    """
    if text.count("\n") > MOST_LINES:
        return []
    lines = split_lines(text)
    notices = {line.start for line in find_notices(lines)}
    found = notices | {line.start for line in chain(find_menus(lines, notices), find_apparatus(lines))}
    found |= {line.start for line in _stranded_lines(lines, found)}
    return [(line.start, line.end) for line in lines if line.start in found]


def _stranded_lines(lines: Sequence[Line], found: Collection[int]) -> Iterator[Line]:
    """Yield the few lines that stand between furniture after the last paragraph: remains of side bars and footers."""
    paragraphs = [at for at, line in enumerate(lines) if len(line.words) >= PARAGRAPH_WORDS and line.start not in found]
    tail = lines[paragraphs[-1] + 1 :] if paragraphs else ()
    parts = [list(part) for _, part in groupby(tail, lambda line: line.start in found)]
    for part in parts[1:-1]:
        if len(part) <= STRANDED_LINES:
            yield from part
