"""Elements → a page of its own: no script, nothing fetched, light and dark; and files that appear whole."""

import os
from collections.abc import Iterable
from pathlib import Path

from corpora.errors import CorpusError
from corpora.machine import NO_SPACE
from training.markup import Element, node, to_html

STYLE = Path(__file__).with_name("page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_page(title: str, content: Iterable[Element], language: str, *styles: Path) -> str:
    """The page as HTML; styles are CSS files that come after the one that all pages share."""
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", http_equiv="Content-Security-Policy", content=POLICY),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", title),
        *(node("style", path.read_text(encoding="utf-8")) for path in (STYLE, *styles)),
    )
    body = node("body", node("main", *content))
    return f"<!doctype html>\n{to_html(node('html', head, body, lang=language))}\n"


def write_parts(path: Path, parts: Iterable[str]) -> None:
    """Write a text, in parts, beside its name, then rename it; half a character becomes a question mark.

    Raises:
        CorpusError: it cannot be written there.
        OSError: the disk is full, which may pass.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", errors="replace") as file:
            file.writelines(parts)
        draft.replace(path)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise
        raise CorpusError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
