"""Lines that speak of the page and not of its matter → found: notices, tags, contacts, heads of letters."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpora.lines import MARKS, Line, runs, wording, words_of

WORDS_PER_WORD_SAID = 10
LEAST_WORDS_SAID = 3
LABELLED_WORDS = 40
CONTACT_WORDS = 15
LINK_WORDS = 8
LETTER_LINES = 2


_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.\w")


def find_notices(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines dense in phrases such as "this site uses cookies", and those that only tag, refer or address."""
    phrases = _phrases_in(lines)
    for line in lines:
        if _is_notice(line, phrases) or _has_label(line, "boilerplate_labels", LABELLED_WORDS) or _is_contact(line):
            yield line
    for head in runs(lines, lambda line: _has_label(line, "boilerplate_mail", CONTACT_WORDS), LETTER_LINES):
        yield from head


def _is_notice(line: Line, phrases: Sequence[str]) -> bool:
    """Whether phrases of notices make up more than half of it or, with three words at least, a tenth.

    For a tenth single words do not count: prose may name three networks.
    """
    rest, said_in_phrases = line.phrase, 0
    for phrase in phrases:
        if phrase in rest:
            rest = rest.replace(phrase, " ", 1)  # once, for prose may repeat a word that notices have too
            said_in_phrases += len(phrase.split()) if " " in phrase.strip() else 0
    said, n_words = len(line.words) - len(rest.split()), len(line.words)
    if 0 < n_words < 2 * said:
        return True
    return said_in_phrases >= LEAST_WORDS_SAID and n_words <= WORDS_PER_WORD_SAID * said_in_phrases


def _has_label(line: Line, name: str, most_words: int) -> bool:
    """Whether it begins with a label and a colon, as "Tags: police, prisons"."""
    label, colon, _ = line.text.partition(":")
    return bool(colon) and len(line.words) <= most_words and label.strip(MARKS + " ").lower() in wording(name)


def _is_contact(line: Line) -> bool:
    n_words, has_link = len(line.words), "www." in line.text or "http" in line.text
    return not line.ends_sentence and (
        (_ADDRESS.search(line.text) is not None and n_words <= CONTACT_WORDS) or (has_link and n_words <= LINK_WORDS)
    )


def _phrases_in(lines: Sequence[Line]) -> list[str]:
    """The phrases of notices that may stand in the lines, the longest first: few, so that each line is quickly seen."""
    words = set().union(*(line.words for line in lines))
    return [phrase for phrase, longest_word in _phrases() if longest_word in words]


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    """Each phrase of notices between spaces, with its longest word."""
    phrases = sorted({words_of(phrase) for phrase in wording("boilerplate")}, key=lambda words: (-len(words), words))
    return tuple((f" {' '.join(words)} ", max(words, key=len)) for words in phrases)
