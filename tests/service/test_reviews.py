import json
from pathlib import Path

import pytest

from corpora.errors import CorpusError
from service.reviews import EXCERPT_CHARACTERS, read_reviews, write_review_list
from service.tagged import key_of
from tests.service.archive import LABELS, build_row, write_archive


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_list_shows_documents_without_their_tags(tmp_path: Path) -> None:
    rows = [build_row(0, text="The centre opened."), build_row(1, text="El centro abrió. " * 200)]
    tags = write_archive(tmp_path / "tags.parquet", rows)
    write_review_list(tmp_path / "list.jsonl", tags, [key_of(row) for row in rows[::-1]], {})
    spanish, english = lines_of(tmp_path / "list.jsonl")
    assert list(english) == ["id", "sha256", "title", "date", "source", "language", "excerpt", "labels"]
    assert (english["excerpt"], english["labels"]) == ("The centre opened.", None)
    assert spanish["id"] == "es-001"
    assert spanish["excerpt"] == ("El centro abrió. " * 200)[:EXCERPT_CHARACTERS]


def test_tags_without_text_give_a_list_without_excerpts(tmp_path: Path) -> None:
    row = build_row(0)
    tags = write_archive(tmp_path / "tags.parquet", [row], with_text=False)
    write_review_list(tmp_path / "list.jsonl", tags, [key_of(row)], {})
    assert lines_of(tmp_path / "list.jsonl")[0]["excerpt"] == ""


def test_a_filled_list_reads_back_and_is_kept_in_the_next_one(tmp_path: Path) -> None:
    rows = [build_row(number) for number in range(3)]
    keys = [key_of(row) for row in rows]
    tags = write_archive(tmp_path / "tags.jsonl", rows)
    write_review_list(tmp_path / "list.jsonl", tags, keys, {})
    filled = lines_of(tmp_path / "list.jsonl")
    filled[0]["labels"], filled[1]["labels"] = [], ["prevention", "enforcement"]
    (tmp_path / "filled.jsonl").write_text("\n".join(map(json.dumps, filled)))
    reviews = read_reviews(tmp_path / "filled.jsonl", LABELS)
    assert reviews == {keys[0]: frozenset(), keys[1]: frozenset({"prevention", "enforcement"})}
    write_review_list(tmp_path / "next.jsonl", tags, keys, reviews)
    assert [line["labels"] for line in lines_of(tmp_path / "next.jsonl")] == [[], ["enforcement", "prevention"], None]


@pytest.mark.parametrize(
    ("labels", "message"),
    [(["prevencion"], "prevencion"), ("prevention", "must be a list"), ([["prevention"]], "labels"), (1, "labels")],
)
def test_labels_that_are_none_are_named_with_their_line(tmp_path: Path, labels: object, message: str) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"id": "a", "sha256": "0", "labels": []}\n' + json.dumps({"id": "b", "labels": labels}))
    with pytest.raises(CorpusError, match=rf"list\.jsonl:2: .*{message}"):
        read_reviews(path, LABELS)


def test_a_document_is_reviewed_once(tmp_path: Path) -> None:
    line = '{"id": "a", "sha256": "0", "labels": []}\n'
    (tmp_path / "list.jsonl").write_text(line + line)
    with pytest.raises(CorpusError, match="a was reviewed before"):
        read_reviews(tmp_path / "list.jsonl", LABELS)
