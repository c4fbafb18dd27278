"""An archive of which one file in twenty is broken."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpora.document import Reason
from tests.conftest import TEXTS
from tests.formats.archives import to_zip
from tests.formats.office import to_docx
from tests.formats.pdf import to_encrypted_pdf, to_image_pdf, to_pdf

N_FILES = 400


def broken_files() -> list[tuple[str, bytes, Reason]]:
    """Suffix, content and the reason to be given, of every kind that is met."""
    pdf, docx = to_pdf(TEXTS["en"]), to_docx(TEXTS["es"])
    return [
        (".pdf", pdf[: len(pdf) // 2], Reason.CORRUPT),
        (".docx", docx[: len(docx) // 2], Reason.CORRUPT),
        (".pdf", to_encrypted_pdf(TEXTS["es"]), Reason.ENCRYPTED),
        (".pdf", to_image_pdf(), Reason.IMAGE_ONLY),
        (".txt", b"", Reason.NO_TEXT),
        (".png", b"\x89PNG\r\n\x1a\n" + bytes(range(32)), Reason.UNSUPPORTED_FORMAT),
    ]


def make_archive() -> tuple[dict[str, bytes], dict[str, Reason]]:
    """Files by name, good ones in both languages and several formats; and what is wrong with one in twenty."""
    files: dict[str, bytes] = {}
    wrong: dict[str, Reason] = {}
    kinds = broken_files()
    for number in range(N_FILES):
        text = f"{TEXTS[('en', 'es')[number % 2]]} {number}."
        if number % 20 == 7:
            suffix, content, reason = kinds[len(wrong) % len(kinds)]
            wrong[f"{number:03}{suffix}"] = reason
            files[f"{number:03}{suffix}"] = content
        elif number % 40 == 0:
            files[f"{number:03}.pdf"] = to_pdf(text)
        elif number % 40 == 1:
            files[f"{number:03}.docx"] = to_docx(text)
        else:
            files[f"{number:03}.txt"] = text.encode()
    return files, wrong


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_all_good_files_are_tagged_and_every_broken_one_is_named(
    cli: Callable, tmp_path: Path, form: str, workers: int
) -> None:
    files, wrong = make_archive()
    assert len(wrong) == N_FILES / 20
    archive, out = tmp_path / ("archive.zip" if form == "zip" else "archive"), tmp_path / "tags.parquet"
    if form == "zip":
        archive.write_bytes(to_zip(files))
    else:
        archive.mkdir()
        for name, content in files.items():
            (archive / name).write_bytes(content)
    run = cli("tag", archive, "--out", out, "--workers", workers)
    rows = {row["id"].removeprefix("archive.zip/"): row for row in pq.read_table(out).to_pylist()}
    assert run.status == 1
    assert set(rows) == set(files)
    assert {name: row["reason"] for name, row in rows.items() if row["reason"]} == wrong
    assert all(row["notes"] for name, row in rows.items() if name in wrong and row["reason"] != Reason.NO_TEXT)
    assert {row["primary"] for name, row in rows.items() if name not in wrong} == {"enforcement"}
