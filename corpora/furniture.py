"""Page furniture in extracted text: menus, notices, contacts, lists of titles → their spans, which carry no label."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import chain, groupby

from corpora.apparatus import find_apparatus
from corpora.lines import MARKS, Line, runs, split_lines, words_of
from corpora.taxonomy import LANGUAGES
from corpora.wording import read_phrases

Span = tuple[int, int]

MENU_LINES = 4
MENU_LINE_WORDS = 9
MENU_ENTRY_WORDS = 4
MENU_LINES_PER_USUAL_ONE = 12
BAR_ENTRIES = 3
BAR_WORDS_PER_ENTRY = 4
LONG_BAR_WORDS = 35
LONG_BAR_CAPITALISED = 0.6
GLUED_BAR_JOINTS = 4
GLUED_BAR_WORDS_PER_JOINT = 4
NOTICE_WORDS_PER_WORD_SAID = 10
LEAST_WORDS_SAID = 3
LABELLED_WORDS = 40
CONTACT_WORDS = 15
PARAGRAPH_WORDS = 20
STRANDED_LINES = 3
LINK_WORDS = 8

_CLAUSE = re.compile(
    r"\W*(?:[(\[]?\w{1,4}[.)\]º°]|(?:art(iculo|ículo|icle)?|cap([ií]tulo)?|t[ií]t(ulo)?|secci[oó]n|libro|anexo|ley"
    r"|sec(tion)?|chap(ter)?|title|part|annex)\b|§|\w[^:]*:\s\S)",
    re.I,
)
_GLUED = re.compile(r"[a-záéíóúüñ][A-ZÁÉÍÓÚÑ]")


def find_furniture(text: str) -> list[Span]:
    """Spans (start, end in characters) of the lines that carry no label, in order, without overlap.

    They are: menus, that is runs of at least four short lines without an end mark, some of them usual entries such as
    "Home" (blank lines do not divide a run; numbered clauses and facts such as "Budget: 3 million" do), and bars of
    such entries; lines dense in phrases such as "this site uses cookies"; contacts, tags and heads of letters;
    contents, acronyms, references and titles of other texts under their headings; and what is left between such
    lines after the last paragraph. All of that in any language.
    """
    lines = split_lines(text)
    phrases = _phrases_of(lines)
    page_lines = (line for line in lines if _is_page_line(line, phrases))
    lists = (find_apparatus(lines), _menu_lines(lines, phrases), _mail_lines(lines))
    found = {line.start for line in chain(page_lines, *lists)}
    found |= {line.start for line in _stranded_lines(lines, found)}
    return [(line.start, line.end) for line in lines if line.start in found]


def without_furniture(text: str) -> str:
    """The text with its furniture cut out; for a look at its content, not for offsets."""
    pieces, at = [], 0
    for start, end in find_furniture(text):
        pieces.append(text[at:start])
        at = end
    return "".join([*pieces, text[at:]])


def _menu_lines(lines: Sequence[Line], phrases: Sequence[str]) -> Iterator[Line]:
    introduced = {line.start for line in _introduced_items(lines, phrases)}

    def is_notice(line: Line) -> bool:
        return _is_notice(line, phrases)

    def is_menu_like(line: Line) -> bool:
        if line.start in introduced or not _is_menu_like(line):
            return False
        return _is_capitalised(line) or _is_entry(line) or is_notice(line)

    for run in runs(lines, is_menu_like, MENU_LINES):
        entries, notices = (list(map(is_usual, run)) for is_usual in (_is_entry, is_notice))
        if sum(map(any, zip(entries, notices, strict=True))) * MENU_LINES_PER_USUAL_ONE >= len(run):
            yield from _without_title(run, entries if any(entries) else notices)


def _without_title(run: Sequence[Line], is_usual: Sequence[bool]) -> Sequence[Line]:
    """The run up to a longer line before its first usual one or after its last, such as the title of the text."""
    usual = [at for at, one in enumerate(is_usual) if one]
    longer = [at for at, line in enumerate(run) if len(line.words) > MENU_ENTRY_WORDS]
    start = max((at + 1 for at in longer if at < usual[0]), default=0)
    end = min((at for at in longer if at > usual[-1]), default=len(run))
    return run[start:end]


def _is_entry(line: Line) -> bool:
    return " ".join(line.words) in _wording("boilerplate_menu")


def _introduced_items(lines: Sequence[Line], phrases: Sequence[str]) -> Iterator[Line]:
    """Yield the items of lists that a line with a colon introduces: measures, say, and no menu."""
    follows = False
    for line in lines:
        if follows and line.is_item:
            yield line
        else:
            follows = line.text.endswith(":") and not _is_page_line(line, phrases)


def _is_menu_like(line: Line) -> bool:
    return len(line.words) <= MENU_LINE_WORDS and not line.ends_sentence and not _CLAUSE.match(line.text)


def _is_capitalised(line: Line) -> bool:
    """Whether it begins as an entry does, unlike the lines of a paragraph that was broken into short ones."""
    first = next((character for character in line.text if character.isalnum()), "")
    return not first.islower()


def _mail_lines(lines: Sequence[Line]) -> Iterator[Line]:
    for run in runs(lines, lambda line: _has_label(line, "boilerplate_mail", CONTACT_WORDS), 2):
        yield from run


def _stranded_lines(lines: Sequence[Line], found: Collection[int]) -> Iterator[Line]:
    """Yield the few lines that stand between furniture after the last paragraph: remains of side bars and footers."""
    paragraphs = [at for at, line in enumerate(lines) if len(line.words) >= PARAGRAPH_WORDS and line.start not in found]
    tail = lines[paragraphs[-1] + 1 :] if paragraphs else ()
    parts = [list(part) for _, part in groupby(tail, lambda line: line.start in found)]
    for part in parts[1:-1]:
        if len(part) <= STRANDED_LINES:
            yield from part


def _is_page_line(line: Line, phrases: Sequence[str]) -> bool:
    return (
        _is_notice(line, phrases)
        or _has_label(line, "boilerplate_labels", LABELLED_WORDS)
        or (not line.ends_sentence and (_is_menu_bar(line) or _is_contact(line)))
    )


def _is_menu_bar(line: Line) -> bool:
    n_words = len(line.words)
    entries = len(_wording("boilerplate_menu").intersection(line.words))
    return (
        (entries >= BAR_ENTRIES and n_words <= BAR_WORDS_PER_ENTRY * entries)
        or (n_words >= LONG_BAR_WORDS and _n_capitalised(line) >= LONG_BAR_CAPITALISED * n_words)
        or len(_GLUED.findall(line.text)) >= max(GLUED_BAR_JOINTS, n_words / GLUED_BAR_WORDS_PER_JOINT)
    )


def _n_capitalised(line: Line) -> int:
    return sum(word[0].isupper() and not word.isupper() for word in line.text.split())


def _is_contact(line: Line) -> bool:
    n_words = len(line.words)
    return (n_words <= CONTACT_WORDS and "@" in line.text) or (
        n_words <= LINK_WORDS and ("www." in line.text or "http" in line.text)
    )


def _has_label(line: Line, name: str, most_words: int) -> bool:
    label, colon, _ = line.text.partition(":")
    return bool(colon) and len(line.words) <= most_words and label.strip(MARKS + " ").lower() in _wording(name)


def _is_notice(line: Line, phrases: Sequence[str]) -> bool:
    """Whether phrases of notices make up half of it or, with three words at least, a tenth."""
    rest = line.phrase
    for phrase in phrases:
        rest = rest.replace(phrase, " ", 1)  # once, for prose may repeat a word that notices have too
    said, n_words = len(line.words) - len(rest.split()), len(line.words)
    return 0 < n_words <= 2 * said or (said >= LEAST_WORDS_SAID and n_words <= NOTICE_WORDS_PER_WORD_SAID * said)


def _phrases_of(lines: Sequence[Line]) -> list[str]:
    """The phrases of notices that may stand in the lines, the longest first: few, so that each line is quickly seen."""
    words = set().union(*(line.words for line in lines))
    return [phrase for phrase, rarest in _notice_phrases() if rarest in words]


@cache
def _notice_phrases() -> tuple[tuple[str, str], ...]:
    """Each phrase between spaces, with its longest word."""
    phrases = {words_of(phrase) for phrase in _wording("boilerplate")}
    return tuple((f" {' '.join(words)} ", max(words, key=len)) for words in sorted(phrases, key=len, reverse=True))


@cache
def _wording(name: str) -> frozenset[str]:
    return frozenset(phrase for language in LANGUAGES for phrase in read_phrases(name, language))
