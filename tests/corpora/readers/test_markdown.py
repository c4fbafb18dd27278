from io import BytesIO

import pytest

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers.markdown import MOST_BYTES, read

DOCUMENTS = {
    "en": (
        """---
title: "A ward without guards"
date: 2019-05-14T09:30:00+00:00
lang: en-GB
author: Carol Whitfield
tags: [prisons, 'women']
---

# Two wards

Guards **left** the [women's prison](https://example.org/prison "a link")[^1]
on *Monday*. ![a gate](gate.png) ~~Tuesday~~

- a workshop
- a library

  with books

> Not everybody agrees.

[^1]: In the capital.

| Year | Women |
|------|------:|
| 2018 | 103   |
""",
        "Two wards\n\nGuards left the women's prison on Monday. Tuesday\n\na workshop\n\na library\n\nwith books\n\n"
        "Not everybody agrees.\n\nIn the capital.\n\nYear\tWomen\n2018\t103",
        Document(
            "a.md", "", "A ward without guards", "en", "2019-05-14", None, ("Carol Whitfield",), ("prisons", "women")
        ),
    ),
    "es": (
        """+++
title = "Un pabellón sin custodios"
date = 2019-05
language = "es"
authors = ["Carolina Figueroa", "Luis Paz"]
categories = "cárceles"
+++
Dos pabellones
==============

Los custodios **dejaron** la [cárcel][1] el *lunes*; `código`
queda.

1. un taller
2. una biblioteca

<div class="nota">No todos <b>están</b> de acuerdo.<!-- nada --></div>

```python
abrir()

cerrar()
```

[1]: https://example.org/carcel
""",
        "Dos pabellones\n\nLos custodios dejaron la cárcel el lunes; código queda.\n\nun taller\nuna biblioteca\n\n"
        "No todos están de acuerdo.\n\nabrir()\n\ncerrar()",
        Document(
            "a.md",
            "",
            "Un pabellón sin custodios",
            "es",
            "2019-05",
            None,
            ("Carolina Figueroa", "Luis Paz"),
            ("cárceles",),
        ),
    ),
}


def read_one(source: str | bytes) -> Document:
    (document,) = read(BytesIO(source if isinstance(source, bytes) else source.encode()), "a.md")
    return document


@pytest.mark.parametrize("language", DOCUMENTS)
def test_marks_go_and_words_stay(language: str) -> None:
    source, text, _ = DOCUMENTS[language]
    assert read_one(source).text == text


@pytest.mark.parametrize("language", DOCUMENTS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_front_matter_tells_of_the_document(language: str, line_end: str) -> None:
    source, text, stated = DOCUMENTS[language]
    document = read_one(source.replace("\n", line_end))
    assert (document.title, document.language, document.date) == (stated.title, stated.language, stated.date)
    assert (document.authors, document.subjects) == (stated.authors, stated.subjects)
    assert document.text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("---\n\nLa ley.\n\n---\n\nFin.", "La ley.\n\nFin."),
        ("---\nNo: es\n\nLa ley, sin cierre.", "No: es\n\nLa ley, sin cierre."),
        ("# Law\n\n---\ntitle: x\n---\n", "Law\n\ntitle: x"),
    ],
)
def test_a_rule_is_no_front_matter(source: str, text: str) -> None:
    document = read_one(source)
    assert (document.title, document.text) == ("", text)


def test_a_title_with_which_the_text_begins_is_not_told_twice() -> None:
    assert read_one("---\ntitle: Two wards\n---\n# Two  Wards\n\nGuards left.").title == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_markdown_is_read_from_its_encoding(encoding: str) -> None:
    assert read_one("# «Niñez»\n\n“Sí”".encode(encoding)).text == "«Niñez»\n\n“Sí”"


def test_lists_may_be_nested() -> None:
    source = "\n".join("  " * depth + f"- nivel {depth}" for depth in range(12))
    assert read_one(source).text.split("\n") == [f"nivel {depth}" for depth in range(12)]


@pytest.mark.parametrize("source", ["", " \n", "---\ntitle: x\n---\n", "![foto](a.png)", "[a]: https://example.org\n"])
def test_a_file_without_text_is_refused(source: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_one(source)
    assert caught.value.reason == Reason.NO_TEXT


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_one(b"x" * (MOST_BYTES + 1))
    assert caught.value.reason == Reason.TOO_LARGE
