"""The same texts in every format: the same words come back, and the same labels. `pytest -s` prints the table."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from corpora.corpus import SHIPPED, read_corpus
from corpora.document import Document, digest_text
from corpora.example import Example
from corpora.files import FileReader
from models.tagger import Tagger
from tests.formats.office import to_docx, to_odt, to_rtf
from tests.formats.pdf import to_pdf
from tests.formats.web import to_html, to_wxr

pytestmark = pytest.mark.long

TEXTS_PER_LANGUAGE = 20
LEAST_WORDS, MOST_WORDS = 100, 700
RUNNING = {"header": "Boletín · Bulletin 2026", "footer": "Organismo Regional"}

WRITERS: dict[str, tuple[str, Callable[[Example], bytes]]] = {
    "TXT, UTF-8": ("txt", lambda example: example.text.encode()),
    "TXT, UTF-16": ("txt", lambda example: example.text.encode("utf-16")),
    "TXT, cp1252": ("txt", lambda example: example.text.encode("cp1252", "replace")),
    "HTML with menus": ("html", lambda example: to_html(example.text, "", example.language).encode()),
    "DOCX": ("docx", lambda example: to_docx(example.text)),
    "ODT": ("odt", lambda example: to_odt(example.text)),
    "RTF": ("rtf", lambda example: to_rtf(example.text)),
    "PDF, one column": ("pdf", lambda example: to_pdf(example.text, **RUNNING)),
    "PDF, two columns": ("pdf", lambda example: to_pdf(example.text, columns=2, **RUNNING)),
    "WXR": ("xml", lambda example: to_wxr([{"id": 1, "title": "", "content": as_markup(example.text)}])),
}


def as_markup(text: str) -> str:
    paragraphs = re.sub(r"&", "&amp;", text).replace("<", "&lt;").split("\n\n")
    return "\n\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """Twenty texts of each language, spread by a hash; in characters that Windows-1252 has."""
    chosen: dict[str, list[Example]] = {"en": [], "es": []}
    for example in sorted(read_corpus(SHIPPED).examples, key=lambda example: digest_text(example.id)):
        length = len(example.text.split())
        is_plain = example.text == example.text.encode("cp1252", "ignore").decode("cp1252")
        if LEAST_WORDS <= length <= MOST_WORDS and is_plain and len(chosen[example.language]) < TEXTS_PER_LANGUAGE:
            chosen[example.language].append(example)
    return [example for part in chosen.values() for example in part]


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader() as reader:
        yield reader


@pytest.mark.parametrize("format_", WRITERS)
def test_words_and_labels_survive(
    shipped: Tagger, reader: FileReader, examples: list[Example], tmp_path: Path, format_: str
) -> None:
    suffix, write = WRITERS[format_]
    documents = []
    for number, example in enumerate(examples):
        path = tmp_path / f"{number}.{suffix}"
        path.write_bytes(write(example))
        (document,) = map(reader.parse, reader.unpack([str(path)]))
        assert document.problem is None, document.notes
        documents.append(document)
    kept = [kept_words(example.text, document.full_text) for example, document in zip(examples, documents, strict=True)]
    added = [
        kept_words(document.full_text, example.text) for example, document in zip(examples, documents, strict=True)
    ]
    wanted = shipped.tag([Document(example.id, example.text) for example in examples], evidence=False)
    found = shipped.tag([replace(document, title="") for document in documents], evidence=False)
    same = [(a.outcome, set(a.labels)) == (b.outcome, set(b.labels)) for a, b in zip(wanted, found, strict=True)]
    table = Table("format", "same labels", "words kept, least", "mean", "words that are the text's, least")
    figures = (f"{min(kept):.3f}", f"{sum(kept) / len(kept):.4f}", f"{min(added):.3f}")
    table.add_row(format_, f"{sum(same)} of {len(same)}", *figures)
    Console(width=120).print(table)
    assert all(same)
    assert min(kept) >= 0.99
    assert min(added) >= 0.97


def kept_words(wanted: str, found: str) -> float:
    """Share of the words of one text that stand in the other, each as often."""
    words = words_of(wanted)
    return (words & words_of(found)).total() / words.total()
