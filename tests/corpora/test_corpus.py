import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.corpus import digest_examples, digest_of, read_corpus
from corpora.errors import CorpusError
from corpora.taxonomy import LANGUAGES

DOCUMENTS = Path("documents/documents.jsonl")


@pytest.fixture
def folder(tiny_corpus: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_corpus, tmp_path / "corpus"))


def rows(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / DOCUMENTS).read_text(encoding="utf-8").splitlines()]


def write(folder: Path, rows: list[dict]) -> None:
    (folder / DOCUMENTS).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def test_a_folder_is_read_whole(tiny_corpus: Path) -> None:
    corpus = read_corpus(tiny_corpus)
    assert len(corpus.examples) == 40
    assert {example.language for example in corpus.examples} == set(LANGUAGES)
    assert {label for example in corpus.examples for label in example.labels} == set(corpus.taxonomy.ids)
    assert any(not example.labels for example in corpus.examples)
    assert corpus.digest == digest_of(tiny_corpus)


def test_what_is_held_out_is_no_example(tiny_corpus: Path) -> None:
    corpus = read_corpus(tiny_corpus)
    assert len(corpus.held_out) == 20
    assert not {example.id for example in corpus.examples} & {example.id for example in corpus.held_out}


def test_where_nothing_is_set_apart_a_fifth_is_held_out_with_its_twins(folder: Path) -> None:
    shutil.rmtree(folder / "held_out")
    corpus = read_corpus(folder)
    assert (len(corpus.examples), len(corpus.held_out)) == (32, 8)
    assert not {example.group for example in corpus.examples} & {example.group for example in corpus.held_out}
    assert read_corpus(folder).held_out == corpus.held_out


@pytest.mark.parametrize("twin", ["en-00", "en-01"])
def test_twins_do_not_stand_on_either_side(folder: Path, twin: str) -> None:
    row = {"id": "new", "text": "x", "language": "es", "labels": [], "twin": twin}
    (folder / "held_out/more.jsonl").write_text(json.dumps(row))
    with pytest.raises(CorpusError, match=f"'new' and its twin '{twin}' must name each other"):
        read_corpus(folder)


def test_an_id_stands_once_on_both_sides_together(folder: Path) -> None:
    (folder / "held_out/more.jsonl").write_text('{"id": "en-00", "text": "x", "language": "es", "labels": []}')
    with pytest.raises(CorpusError, match="id 'en-00' stands twice"):
        read_corpus(folder)


@pytest.mark.parametrize("field", ["id", "text", "language", "labels", "weight"])
def test_the_digest_of_examples_is_of_all_that_is_learnt(tiny_corpus: Path, field: str) -> None:
    first, *others = read_corpus(tiny_corpus).examples
    other = {"id": "x", "text": "x", "language": "es", "labels": (), "weight": 2.0}
    changed = replace(first, **{field: other[field]})
    assert digest_examples([first, *others]) != digest_examples([changed, *others])
    assert digest_examples([first, *others]) == digest_examples(read_corpus(tiny_corpus).examples)


def test_files_of_documents_are_read_in_name_order(folder: Path) -> None:
    (folder / DOCUMENTS).rename(folder / "documents/z.jsonl")
    (folder / "documents/a.jsonl").write_text('{"id": "first", "text": "x", "language": "es", "labels": []}')
    examples = read_corpus(folder).examples
    assert len(examples) == 41
    assert examples[0].id == "first"


def test_a_corpus_without_lexicon_has_none(folder: Path) -> None:
    shutil.rmtree(folder / "lexicon")
    assert read_corpus(folder).lexicon == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: [], "no example found"),
        (lambda rows: [*rows, rows[0]], "id 'en-00' stands twice"),
        (lambda rows: rows[1:], "'es-00' and its twin 'en-00' must name each other"),
        (lambda rows: [rows[0] | {"twin": "es-01"}, *rows[1:]], "'en-00' and its twin 'es-01' must name each other"),
        (lambda rows: [rows[0] | {"labels": ["war"]}, *rows[1:]], "documents.jsonl:1: unknown label war"),
    ],
    ids=["nothing", "id repeats", "twin is missing", "twin names another", "unknown label"],
)
def test_a_corpus_that_does_not_hold_together_is_refused(folder: Path, change, message: str) -> None:
    write(folder, change(rows(folder)))
    with pytest.raises(CorpusError) as error:
        read_corpus(folder)
    assert message in str(error.value)


def test_a_missing_label_file_is_named(folder: Path) -> None:
    (folder / "labels.json").unlink()
    with pytest.raises(CorpusError, match=r"labels\.json: no such file"):
        read_corpus(folder)


def test_the_digest_is_of_the_content_not_of_the_place(folder: Path, tiny_corpus: Path) -> None:
    assert digest_of(folder) == digest_of(tiny_corpus)
    (folder / "notes.md").write_text("no part of the corpus")
    assert digest_of(folder) == digest_of(tiny_corpus)


@pytest.mark.parametrize("name", ["labels.json", str(DOCUMENTS), "held_out/held_out.jsonl", "lexicon/lexicon.txt"])
def test_any_change_changes_the_digest(folder: Path, tiny_corpus: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert digest_of(folder) != digest_of(tiny_corpus)


def test_a_new_name_changes_the_digest(folder: Path, tiny_corpus: Path) -> None:
    (folder / DOCUMENTS).rename(folder / "documents/other.jsonl")
    assert digest_of(folder) != digest_of(tiny_corpus)
