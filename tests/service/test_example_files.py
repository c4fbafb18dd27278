from pathlib import Path

import pytest

from corpora.errors import CorpusError
from service.example_files import read_rows


def read(path: Path, content: str | bytes) -> list[tuple[str, object]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [(where.rpartition(":")[2], row) for where, row in read_rows(path)]


def problem(found: object, path: Path, number: int) -> str:
    assert isinstance(found, CorpusError)
    where, _, says = str(found).partition(": ")
    assert where == f"{path}:{number}"
    return says


def test_lines_of_json_come_as_they_are(tmp_path: Path) -> None:
    content = '\ufeff{"text": "a", "labels": []}\n\n{"text": "ñ"}'
    assert read(tmp_path / "a.jsonl", content) == [("1", {"text": "a", "labels": []}), ("3", {"text": "ñ"})]


def test_a_bad_line_of_json_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    found = read(path, b'{"text": "a"\n"a"\n\xff\n{"text": "a"}\n' + b"[" * 200_000)
    says = [problem(row, path, number) for number, (_, row) in enumerate(found[:3], start=1)]
    assert [text.split(":")[0] for text in says] == [
        "not JSON",
        "a JSON object is needed, found str",
        "not UTF-8",
    ]
    assert found[3] == ("4", {"text": "a"})
    assert "deep" in problem(found[4][1], path, 5)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_has_labels_divided_by_semicolons(tmp_path: Path, delimiter: str) -> None:
    header = ["Text", " labels ", "author", "prediction"]
    rows = [['"uno\r\ndos, ""tres"""', '"prevention; enforcement"', "Ana", '"{""labels"": []}"'], ["b", "", "", ""]]
    content = "\r\n".join(delimiter.join(cells) for cells in ([*header], rows[0], [], rows[1]))
    assert read(tmp_path / "a.csv", "\ufeff" + content) == [
        (
            "2",
            {
                "text": 'uno\r\ndos, "tres"',
                "labels": ["prevention", "enforcement"],
                "author": "Ana",
                "prediction": {"labels": []},
            },
        ),
        ("5", {"text": "b", "labels": []}),
    ]


def test_a_cell_made_harmless_is_read_as_it_was(tmp_path: Path) -> None:
    content = "text,labels\n'=1+1,\n''=1+1,\n'tis,\n"
    assert [row["text"] for _, row in read(tmp_path / "a.csv", content)] == ["=1+1", "'=1+1", "'tis"]  # type: ignore[index]


def test_a_bad_row_of_a_table_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    content = 'text,labels,prediction\na,,,\n"a"b,,\npolicía,,\na,,{\nb,,\n"c,,\n'.encode("cp1252")
    found = [row for _, row in read(path, content)]
    says = [problem(row, path, number) for number, row in enumerate(found[:4], start=2)]
    for text, expected in zip(says, ["4 cells under a header of 3", "not CSV", "not UTF-8", "not JSON"], strict=True):
        assert expected in text
    assert found[4] == {"text": "b", "labels": []}
    assert "not CSV" in problem(found[5], path, 7)
    assert len(found) == 6


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_an_empty_file_has_no_rows(tmp_path: Path, name: str) -> None:
    assert read(tmp_path / name, "") == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "text,label\n", "no column labels"),
        ("a.csv", "\n", "no column text, labels"),
        ("a.xlsx", "", "allowed: .jsonl, .csv"),
        ("a.jsonl", None, "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused(
    tmp_path: Path, name: str, content: str | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(CorpusError, match=says):
        list(read_rows(tmp_path / name))
