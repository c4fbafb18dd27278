"""A text in Markdown → one Document: its text without markup, and what its front matter says."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from markdown_it import MarkdownIt

from corpora.document import MAX_CHARACTERS, Document, Reason
from corpora.errors import UnreadableError
from corpora.readers import plain
from corpora.readers.languages import language_of
from corpora.readers.markup import text_of_fragment
from corpora.readers.titles import title_for

MOST_BYTES = 4 * MAX_CHARACTERS
MOST_NESTED = 100

_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)[ \t]*\n(?=[\w-]+\s*[:=])(.*?\n)\1[ \t]*(?:\n|$)", re.S)
_FIELD = re.compile(r"^([\w-]+)\s*[:=]\s*(.+)$", re.M)
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?!\d)", re.ASCII)
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]:?")


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield the text as one Document.

    Raises:
        UnreadableError: it is larger than a document may be, or holds no text.
    """
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableError(Reason.TOO_LARGE, f"more than {MAX_CHARACTERS:,} characters; split it")
    source = plain.replace_unstorable(plain.decode(content)).replace("\r\n", "\n")
    stated, source = _split(source)
    text = to_text(source)
    if not text:
        raise UnreadableError(Reason.NO_TEXT, "a Markdown file without text")
    yield Document(
        name,
        text,
        title_for(stated.get("title"), text),
        _language_of(stated),
        _date_of(stated),
        authors=_listed(stated, "author", "authors"),
        subjects=_listed(stated, "categories", "category", "tags"),
    )


def to_text(source: str) -> str:
    """Markdown without its marks, the targets of its links and its images; code is kept."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MOST_NESTED}).enable(["table", "strikethrough"])
    return text_of_fragment(parser.render(_FOOTNOTE_MARK.sub("", source)))


def _split(source: str) -> tuple[dict[str, str], str]:
    """The fields of one line in the front matter, in YAML or TOML, and what follows it."""
    front = _FRONT_MATTER.match(source)
    if front is None:
        return {}, source
    fields = {key.lower(): value.strip().strip("\"'") for key, value in _FIELD.findall(front[2])}
    return fields, source[front.end() :]


def _language_of(stated: dict[str, str]) -> str | None:
    return language_of(stated.get("lang") or stated.get("language") or "")


def _date_of(stated: dict[str, str]) -> str | None:
    date = _DATE.match(stated.get("date", ""))
    return date[0] if date else None


def _listed(stated: dict[str, str], *names: str) -> tuple[str, ...]:
    """The values of a list that stands on one line: `[police, prisons]`, or one value."""
    values = (value.strip(" \"'") for name in names for value in stated.get(name, "").strip("[]").split(","))
    return tuple(dict.fromkeys(value for value in values if value))
