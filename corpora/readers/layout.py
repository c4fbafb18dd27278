"""Pages of lines → running text: paragraphs on a line each, divided words made whole, running heads left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpora.readers.columns import reading_order
from corpora.readers.hyphens import Hyphens
from corpora.readers.paragraphs import Paragraph, divide, styles_of
from corpora.readers.printed_lines import Line
from corpora.readers.running_heads import without_running_heads


@dataclass(slots=True)
class _Text:
    """What is written so far, and where each page begins in it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    starts: dict[int, int] = field(default_factory=dict)

    def write(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def unwrite_hyphen(self) -> None:
        self.pieces[-1] = self.pieces[-1][:-1]
        self.length -= 1


def compose(pages: Sequence[list[Line]]) -> tuple[str, tuple[int, ...]]:
    """Compose the text of pages, whose lines come in the file's order, and tell the character at which each begins.

    A page without text begins where the next one does; a paragraph may run over the beginning of a page.
    """
    blocks = [reading_order(lines) for lines in without_running_heads(pages)]
    paragraphs: list[Paragraph] = []
    for number, (page, style) in enumerate(zip(blocks, styles_of(blocks), strict=True)):
        for block in page:
            first, *others = divide(block, number, style)
            paragraphs.append(_completed(paragraphs, first))
            paragraphs += others
    return _write(paragraphs, len(pages))


def _completed(paragraphs: list[Paragraph], first: Paragraph) -> Paragraph:
    """The first paragraph of a block, with the one that runs on into it; that is taken from before its footnotes."""
    for i in reversed(range(len(paragraphs))):
        found = paragraphs[i]
        if found.pages[-1] < first.pages[0] - 1:
            break
        if found.is_note_to(first):
            continue
        if found.runs_on_into(first):
            del paragraphs[i]
            found.append(first)
            return found
        break
    return first


def _write(paragraphs: Sequence[Paragraph], n_pages: int) -> tuple[str, tuple[int, ...]]:
    hyphens = Hyphens([line for paragraph in paragraphs for line in paragraph.lines])
    text = _Text()
    for i, paragraph in enumerate(paragraphs):
        if i:
            text.write("\n" if paragraph.is_row and paragraphs[i - 1].is_row else "\n\n")
        above = None
        for line, page in zip(paragraph.lines, paragraph.pages, strict=True):
            if above:
                _write_joint(text, above, line, hyphens)
            text.starts.setdefault(page, text.length)
            text.write(line.text)
            above = line
    return "".join(text.pieces), _page_starts(text, n_pages)


def _write_joint(text: _Text, above: Line, line: Line, hyphens: Hyphens) -> None:
    """What comes between two lines of a paragraph: nothing within a word, else a space."""
    if above.is_hyphenated and line.text[0].isalnum():
        if hyphens.divides(above, line):
            text.unwrite_hyphen()
    elif not above.text.endswith("/"):
        text.write(" ")


def _page_starts(text: _Text, n_pages: int) -> tuple[int, ...]:
    starts = [text.length] * n_pages
    following = text.length
    for page in reversed(range(n_pages)):
        following = min(text.starts.get(page, following), following)  # a note may stand before what it is a note to
        starts[page] = following
    return tuple(starts)
