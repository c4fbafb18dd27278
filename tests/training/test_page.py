import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.errors import CorpusError
from training.markup import node
from training.page import to_page, write_parts


@pytest.mark.parametrize(("language", "title"), [("en", "A <b>"), ("es", "¿Y <b>?")])
def test_a_page_has_its_language_title_and_styles(tmp_path: Path, language: str, title: str) -> None:
    style = tmp_path / "more.css"
    style.write_text("p { color: red; }")
    html = to_page(title, [node("p", title)], language, style)
    assert html.startswith("<!doctype html>\n")
    assert f'lang="{language}"' in html
    assert html.count(title.replace("<", "&lt;").replace(">", "&gt;")) == 2
    assert html.index("--paper") < html.index("color: red")
    assert "default-src 'none'" in html


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError):
        write_parts(path, (str(1 / n) for n in (1, 0)))
    assert path.read_text() == "before"
    write_parts(path, ["caf\udce9", " ", "mañana"])
    assert path.read_text("utf-8") == "caf? mañana"
    assert [file.name for file in tmp_path.iterdir()] == ["a.html"]


def test_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"missing.a\.html: cannot be written: No such file"):
        write_parts(tmp_path / "missing" / "a.html", ["x"])


def test_a_full_disk_is_no_fault_of_the_page(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "x"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_parts(tmp_path / "a.html", parts())
    assert [*tmp_path.iterdir()] == []
