"""Lines of menus → found: runs of short lines with usual entries among them, and lines that are a bar of entries."""

import re
from collections.abc import Collection, Iterator, Sequence

from corpora.lines import Line, runs, wording

LEAST_LINES = 4
LINE_WORDS = 9
ENTRY_WORDS = 4
LEAST_USUAL = 2  # one may stand in a list of aims: transparency, resources, countries
LINES_PER_USUAL_ONE = 12
BAR_ENTRIES = 3
BAR_WORDS_PER_ENTRY = 4
LONG_BAR_WORDS = 35
LONG_BAR_CAPITALISED = 0.6
GLUED_BAR_JOINTS = 4
GLUED_BAR_WORDS_PER_JOINT = 4

_CLAUSE = re.compile(
    r"\W*(?:[(\[]?\w{1,4}[.)\]º°]|(?:art(iculo|ículo|icle)?|cap([ií]tulo)?|t[ií]t(ulo)?|secci[oó]n|libro|anexo|ley"
    r"|sec(tion)?|chap(ter)?|title|part|annex)\b|§|\w[^:]*:\s\S)",
    re.I,
)
_JOINT = re.compile(r"[a-záéíóúüñ][A-ZÁÉÍÓÚÑ]")


def find_menus(lines: Sequence[Line], notices: Collection[int]) -> Iterator[Line]:
    """Yield the lines of menus; notices holds the starts of lines that are notices, which menus may have among them.

    A menu is a run of at least four short lines without an end mark. Two of them, and one in twelve, are usual entries
    such as "Home" or notices such as "Log in". Blank lines do not divide a run; numbered clauses, headings of laws,
    facts such as "Budget: 3 million" and items of a list that a colon introduces do.
    """
    yield from (line for line in lines if not line.ends_sentence and _is_bar(line))
    introduced = {line.start for line in _introduced_items(lines, notices)}

    def is_menu_like(line: Line) -> bool:
        if line.start in introduced or not _is_short(line):
            return False
        return _is_capitalised(line) or _is_entry(line) or line.start in notices

    for run in runs(lines, is_menu_like, LEAST_LINES):
        entries = [at for at, line in enumerate(run) if _is_entry(line)]
        usual = [at for at, line in enumerate(run) if _is_entry(line) or line.start in notices]
        if len(usual) >= LEAST_USUAL and len(usual) * LINES_PER_USUAL_ONE >= len(run):
            yield from _without_title(run, entries or usual)


def _without_title(run: Sequence[Line], usual: Sequence[int]) -> Sequence[Line]:
    """The run up to a longer line before its first usual one or after its last, such as the title of the text."""
    longer = [at for at, line in enumerate(run) if len(line.words) > ENTRY_WORDS]
    start = max((at + 1 for at in longer if at < usual[0]), default=0)
    end = min((at for at in longer if at > usual[-1]), default=len(run))
    return run[start:end]


def _introduced_items(lines: Sequence[Line], notices: Collection[int]) -> Iterator[Line]:
    """Yield the items of lists that a line with a colon introduces: measures, say, and no menu."""
    follows = False
    for line in lines:
        if follows and line.is_item:
            yield line
        else:
            follows = line.text.endswith(":") and line.start not in notices


def _is_short(line: Line) -> bool:
    return len(line.words) <= LINE_WORDS and not line.ends_sentence and not _CLAUSE.match(line.text)


def _is_entry(line: Line) -> bool:
    return " ".join(line.words) in wording("boilerplate_menu")


def _is_capitalised(line: Line) -> bool:
    """Whether it begins as an entry does, unlike the lines of a paragraph that was broken into short ones."""
    first = next((character for character in line.text if character.isalnum()), "")
    return not first.islower()


def _is_bar(line: Line) -> bool:
    """Whether it is a menu in a line: of usual entries, of many capitalised words, or glued like "NewsPressContact"."""
    n_words, n_entries = len(line.words), len(wording("boilerplate_menu").intersection(line.words))
    return (
        (n_entries >= BAR_ENTRIES and n_words <= BAR_WORDS_PER_ENTRY * n_entries and "," not in line.text)
        or (n_words >= LONG_BAR_WORDS and _n_capitalised(line) >= LONG_BAR_CAPITALISED * n_words)
        or len(_JOINT.findall(line.text)) >= max(GLUED_BAR_JOINTS, n_words / GLUED_BAR_WORDS_PER_JOINT)
    )


def _n_capitalised(line: Line) -> int:
    return sum([not word.isupper() for word in line.text.split() if word[0].isupper()])
