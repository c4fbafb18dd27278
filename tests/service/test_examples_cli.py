import csv
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.annotation import Annotation, ChosenBy, Kind, NewAnnotation
from corpora.database import Database
from corpora.document import digest_text
from corpora.label_queries import Filter
from corpora.label_store import LabelStore
from service.example_exchange import export_examples, import_examples
from tests.conftest import TEXTS, Run

LABELS = ("enforcement", "prevention", "drug_policy_reform", "regional_cooperation")
SUFFIXES = ("jsonl", "csv")
STORABLE = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
STARTS = st.sampled_from(["", "=", "'", "''=", "@", "\t", "\r", "\n", "-", '"', ";", "\ufeff"])
CONTENT = st.tuples(STARTS, st.text(STORABLE, max_size=30)).map("".join)
TEXT = CONTENT.filter(str.strip)
AUTHORS = st.sampled_from(["Ana Núñez", "=Eva", "O'Neil; Jr."])
PREDICTIONS = st.fixed_dictionaries(
    {
        "model_version": st.just("1"),
        "outcome": st.just("uncertain"),
        "labels": st.just([]),
        "candidates": st.just(["prevention"]),
        "scores": st.dictionaries(st.sampled_from(LABELS), st.floats(0, 1)),
    }
)
ANNOTATIONS = st.builds(
    NewAnnotation,
    author=AUTHORS,
    text=st.one_of(st.sampled_from(list(TEXTS.values())), TEXT),
    language=st.sampled_from(["en", "es"]),
    labels=st.lists(st.sampled_from(LABELS), unique=True).map(tuple),
    kind=st.sampled_from([Kind.EXAMPLE, Kind.SETTLEMENT]),
    source=st.none() | CONTENT.filter(bool),
    comment=st.none() | CONTENT.filter(bool),
    chosen_by=st.none() | st.sampled_from(ChosenBy),
    prediction=st.none() | PREDICTIONS,
)


@pytest.fixture
def run(cli: Callable[..., Run], database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """`policy-tagger examples` over a database of either kind."""
    monkeypatch.setenv("POLICY_TAGGER_DATABASE_URL", database_url)
    return lambda *arguments: cli("examples", *arguments)


@contextmanager
def new_store() -> Iterator[tuple[LabelStore, Path]]:
    with TemporaryDirectory() as folder, closing(Database(f"sqlite:///{folder}/test.db")) as database:
        yield LabelStore(database), Path(folder)


def rows_of(language: str) -> list[dict[str, Any]]:
    return [
        {"text": TEXTS[language], "labels": ["prevention", "enforcement"], "author": "Ana", "source": "=A"},
        {"text": TEXTS[language], "labels": [], "author": "Eva", "comment": "«no»"},
        {"text": f"{TEXTS[language]} 2", "labels": ["enforcement"], "author": "Ana", "language": language},
    ]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["text", "labels", "author", "source", "comment", "language"])
        writer.writeheader()
        writer.writerows(row | {"labels": ";".join(row["labels"])} for row in rows)
    return path


def said(store: LabelStore) -> list[tuple[Any, ...]]:
    """All that was said, with language and source, the oldest first."""
    return [(*found.said, found.language, found.source) for found, _ in store.export()]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("language", TEXTS)
def test_a_file_is_imported_once(
    run: Callable[..., Run], store: LabelStore, tmp_path: Path, language: str, suffix: str
) -> None:
    path = write(tmp_path / f"a.{suffix}", rows_of(language))
    assert run("import", path) == Run(0, "", "3 added, 0 there already, 0 bad\n")
    found = [annotation for annotation, _ in store.export()]
    assert [(one.author, one.labels, one.source, one.comment) for one in found] == [
        ("Ana", ("prevention", "enforcement"), "=A", None),
        ("Eva", (), "=A", "«no»"),
        ("Ana", ("enforcement",), None, None),
    ]
    assert {one.language for one in found} == {language}
    assert run("import", path) == Run(0, "", "0 added, 3 there already, 0 bad\n")
    assert [annotation for annotation, _ in store.export()] == found


def test_what_was_changed_since_is_not_changed_back(run: Callable[..., Run], store: LabelStore, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", rows_of("es")[:1])
    run("import", path)
    changed = write(tmp_path / "b.jsonl", [rows_of("es")[0] | {"labels": []}])
    assert run("import", changed).err.startswith("1 added")
    assert run("import", path).err.startswith("0 added")
    assert store.find(Filter())[0].labels == ()


def test_bad_rows_are_named_and_the_others_imported(run: Callable[..., Run], store: LabelStore, tmp_path: Path) -> None:
    good, path = rows_of("en"), tmp_path / "a.jsonl"
    store.add(NewAnnotation(author="Ana", text="Gone for good", language="en", labels=()))
    store.erase(digest_text("Gone for good"))
    bad = [
        good[0] | {"labels": ["policing"]},
        good[0] | {"labels": "enforcement"},
        good[0] | {"language": "pt"},
        good[0] | {"author": None},
        good[0] | {"text": "a\0"},
        good[0] | {"text": "Gone for good"},
        {"text": "a"},
    ]
    write(path, [good[0], *bad, good[1]])
    with path.open("a") as file:
        file.write("{oops\n")
    found = run("import", path)
    lines = found.err.splitlines()
    assert (found.status, lines[-1]) == (1, "2 added, 0 there already, 8 bad")
    assert [line.partition(": ")[0] for line in lines[:-1]] == [f"{path}:{number}" for number in (*range(2, 9), 10)]
    says = ["unknown label policing; allowed: enf", "labels: ", "en, es", "--author", "NUL", "erased", "labels", "JSON"]
    assert [expected for line, expected in zip(lines, says, strict=False) if expected not in line] == []
    assert len(said(store)) == 2


def test_author_and_source_stand_in_where_a_row_has_none(
    run: Callable[..., Run], store: LabelStore, tmp_path: Path
) -> None:
    rows = [{"id": "7", "text": text, "labels": []} for text in TEXTS.values()]
    path = write(tmp_path / "a.jsonl", [rows[0] | {"author": "Eva", "source": "B"}, rows[1]])
    assert run("import", path, "--author", "Ana", "--source", "A").status == 0
    assert [(one.author, one.source) for one, _ in store.export()] == [("Eva", "B"), ("Ana", "A")]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_export_is_imported_as_nothing_new(run: Callable[..., Run], tmp_path: Path, suffix: str) -> None:
    run("import", write(tmp_path / "a.jsonl", rows_of("es") + rows_of("en")))
    path = tmp_path / f"b.{suffix}"
    assert run("export", path) == Run(0, "", f"6 written to {path}\n")
    assert run("import", path) == Run(0, "", "0 added, 6 there already, 0 bad\n")


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=15)
@given(news=st.lists(ANNOTATIONS, max_size=6))
def test_an_export_gives_another_store_the_same_history(suffix: str, news: list[NewAnnotation]) -> None:
    with new_store() as (one, folder), new_store() as (other, _):
        for new in news:
            one.add(new)
        path = folder / f"a.{suffix}"
        assert export_examples(path, one) == len(news)
        assert list(import_examples(path, other, LABELS)) == [True] * len(news)
        assert said(other) == said(one)
        assert list(import_examples(path, one, LABELS)) == [False] * len(news)


def test_a_spreadsheet_runs_nothing_of_an_export(store: LabelStore, tmp_path: Path) -> None:
    text = '=HYPERLINK("http://example.org")'
    store.add(NewAnnotation(author="@Ana", text=text, language="en", labels=(), comment="+1", source="-1"))
    export_examples(tmp_path / "a.csv", store)
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert [row[name] for name in ("author", "text", "comment", "source")] == ["'@Ana", f"'{text}", "'+1", "'-1"]


@pytest.mark.parametrize("name", ["a.parquet", "a.txt", "a"])
def test_an_export_that_could_not_be_imported_is_not_written(
    run: Callable[..., Run], tmp_path: Path, name: str
) -> None:
    found = run("export", tmp_path / name)
    assert (found.status, "allowed: .jsonl, .csv" in found.err) == (2, True)
    assert [*tmp_path.glob("*a*")] == []


@pytest.mark.parametrize(("name", "says"), [("a.xlsx", "allowed"), ("missing.jsonl", "no such file")])
def test_a_file_that_cannot_be_imported_is_status_2(
    run: Callable[..., Run], tmp_path: Path, name: str, says: str
) -> None:
    found = run("import", tmp_path / name)
    assert (found.status, says in found.err) == (2, True)


def test_without_a_version_the_labels_are_not_known(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_TAGGER_HOME", str(tmp_path))
    found = run("import", write(tmp_path / "a.jsonl", rows_of("es")))
    assert (found.status, "policy-tagger train" in found.err) == (2, True)


def test_agreement_is_printed_by_label_and_pair_with_the_disputes(run: Callable[..., Run], store: LabelStore) -> None:
    assert "No two people" in run("agreement").out
    answers = [("enforcement", "enforcement"), ("", "enforcement"), ("", ""), ("", "")]
    for number, pair in enumerate(answers):
        for author, labels in zip(("Ana [x]", "Eva"), pair, strict=True):
            text = f"{TEXTS['es']} {number}"
            store.add(NewAnnotation(author=author, text=text, language="es", labels=tuple(labels.split())))
    found = run("agreement")
    lines = [line.split() for line in found.out.splitlines()]
    assert (found.status, lines[1]) == (0, ["enforcement", "Ana", "[x],", "Eva", "4", "3", "0.50"])
    assert lines[-3:] == [[digest_text(f"{TEXTS['es']} 1")], ["Ana", "[x]:", "none"], ["Eva:", "enforcement"]]


def test_a_text_is_erased_by_its_digest(run: Callable[..., Run], store: LabelStore) -> None:
    annotation: Annotation = store.add(NewAnnotation(author="Ana", text=TEXTS["es"], language="es", labels=()))[0]
    assert run("erase", annotation.digest) == Run(0, "", f"{annotation.digest} erased\n")
    stored = store.text(annotation.digest)
    assert stored is not None
    assert stored.text is None
    for digest, says in (("0" * 64, "no text"), (annotation.digest[:16], "64 hexadecimal digits")):
        found = run("erase", digest)
        assert (found.status, says in found.err) == (2, True)
