import json
from pathlib import Path

import pytest

from corpora.errors import CorpusError
from corpora.example import Example, read_examples

LABELS = ("peace", "war")
ROWS = {
    "en": {"id": "en-1", "text": "They made peace.", "language": "en", "labels": ["peace"], "twin": "es-1"},
    "es": {"id": "es-1", "text": "Hicieron la paz.", "language": "es", "labels": ["peace"], "twin": "en-1"},
}


def read(folder: Path, *rows: object) -> list[Example]:
    path = folder / "a.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return list(read_examples(path, LABELS))


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_a_row_is_read_with_its_primary_label_first(tmp_path: Path, row: dict) -> None:
    more = {"genre": "news", "country": "CL", "weight": 0.5, "labels": ["war", "peace"], "source": "passed over"}
    (example,) = read(tmp_path, row | more)
    assert example == Example(
        id=row["id"],
        text=row["text"],
        language=row["language"],
        labels=("war", "peace"),
        twin=row["twin"],
        genre="news",
        country="CL",
        weight=0.5,
    )
    assert example.primary == "war"


def test_no_labels_mean_none_of_them(tmp_path: Path) -> None:
    (example,) = read(tmp_path, ROWS["es"] | {"labels": []})
    assert example.labels == ()
    assert example.primary is None


def test_lang_is_another_name_of_language(tmp_path: Path) -> None:
    row = {name: value for name, value in ROWS["es"].items() if name != "language"}
    assert read(tmp_path, row | {"lang": "es"})[0].language == "es"


def test_twins_share_a_group_and_others_do_not(tmp_path: Path) -> None:
    english, spanish, alone = read(tmp_path, *ROWS.values(), ROWS["en"] | {"id": "en-2", "twin": None})
    assert english.group == spanish.group != alone.group == "en-2"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": None}, "missing id"),
        ({"text": None, "language": None}, "missing text, language"),
        ({"labels": None}, "missing labels"),
        ({"labels": "peace"}, "labels must be a list, primary first"),
        ({"labels": ["peace", "truce"]}, "unknown label truce; allowed: peace, war"),
        ({"labels": [{"id": "peace"}]}, "unknown label"),
        ({"labels": ["peace", "peace"]}, "labels repeat: peace, peace"),
        ({"language": "pt"}, "language must be one of en, es, not 'pt'"),
        ({"text": " \n"}, "text is empty"),
        ({"text": 12}, "text must be a string"),
        ({"text": "half \ud800"}, "'utf-8' codec can't encode"),
        ({"weight": 0}, "weight must be a number above 0, not 0"),
        ({"weight": -1}, "weight must be a number above 0, not -1"),
        ({"weight": float("nan")}, "not JSON: NaN is no number in JSON"),
        ({"weight": float("inf")}, "not JSON: Infinity is no number in JSON"),
        ({"weight": "much"}, "could not convert string to float"),
        ({"weight": None}, "float\\(\\) argument"),
    ],
)
@pytest.mark.parametrize("language", ROWS)
def test_bad_line_is_named(tmp_path: Path, language: str, change: dict, message: str) -> None:
    with pytest.raises(CorpusError, match=rf"a\.jsonl:2: {message}"):
        read(tmp_path, ROWS[language], ROWS[language] | change)
