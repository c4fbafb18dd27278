import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpora.corpus import Corpus
from corpora.errors import CorpusError
from corpora.taxonomy import Taxonomy
from models.registry import Registry
from training.evaluate import MODEL, evaluate
from training.report import Report
from training.run import evaluate_version


def test_the_model_stands_first_and_beats_every_baseline_on_what_it_learnt(report: Report) -> None:
    model, *baselines = report.evaluation.standings
    assert model.name == MODEL
    assert [row.name for row in baselines] == ["most frequent", "keyword match", "bare lexicon"]
    assert all(
        model.macro_f1[part].value > row.macro_f1[part].value for row in baselines for part in ("all", "en", "es")
    )


def test_the_figures_of_all_documents_agree_with_each_other(report: Report) -> None:
    result = report.evaluation
    whole = result.slices[0]
    assert (whole.kind, whole.n_documents) == ("all", result.n_documents)
    assert whole.macro_f1 == result.standings[0].macro_f1["all"]
    assert result.coverage[0].coverage == 1
    assert result.coverage[0].macro_f1.value == whole.macro_f1.value
    assert np.sum(result.confusion) == result.n_documents
    assert whole.macro_f1.value == pytest.approx(np.mean([row.f1.value for row in result.label_figures]))


def test_every_document_belongs_to_one_slice_of_every_kind(report: Report) -> None:
    for kind in ("language", "genre", "length"):
        parts = [part.n_documents for part in report.evaluation.slices if part.kind == kind]
        assert sum(parts) == report.evaluation.n_documents


def test_documents_that_were_trained_on_are_counted(report: Report) -> None:
    assert report.evaluation.n_known == report.evaluation.n_documents


def test_calibration_is_told_for_each_language(report: Report) -> None:
    names = ["all", "en", "es"]
    assert list(report.evaluation.expected_calibration_error) == list(report.evaluation.brier_score) == names
    assert [curve.name for curve in report.evaluation.reliability] == names


def test_the_same_input_gives_the_same_evaluation(report: Report, home: Path, tiny_corpus: Path) -> None:
    again = evaluate_version(tiny_corpus / "documents" / "documents.jsonl", Registry(home / "models"), tiny_corpus)
    assert again == report


@pytest.mark.parametrize("labels", [(), ("prevention",)])
def test_one_document_is_evaluated_without_a_number_made_up(
    home: Path, corpus: Corpus, labels: tuple[str, ...]
) -> None:
    model, _ = Registry(home / "models").load(Registry(home / "models").current())
    example = replace(
        corpus.examples[0], labels=labels, text="The committee met on Tuesday about the roof of a school."
    )
    result = evaluate(model, [example], corpus)
    assert result.n_known == 0
    assert all(math.isnan(row.recall.value) for row in result.label_figures if row.label not in labels)
    assert list(result.standings[0].macro_f1) == ["all", "en"]


def test_no_document_is_an_error(home: Path, corpus: Corpus) -> None:
    model, _ = Registry(home / "models").load(Registry(home / "models").current())
    with pytest.raises(CorpusError, match="nothing to evaluate on"):
        evaluate(model, [], corpus)


def test_a_corpus_of_other_labels_is_an_error(home: Path, corpus: Corpus) -> None:
    model, _ = Registry(home / "models").load(Registry(home / "models").current())
    other = replace(corpus, taxonomy=Taxonomy(corpus.taxonomy.labels[:2]))
    with pytest.raises(CorpusError, match="the corpus has the labels enforcement, prevention, the model"):
        evaluate(model, corpus.examples, other)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_command_writes_its_report_into_a_folder(
    cli: Callable, tiny_corpus: Path, tmp_path: Path, language: str
) -> None:
    file, out = tiny_corpus / "documents" / "documents.jsonl", tmp_path / "deep" / "report"
    run = cli("evaluate", file, "--corpus", tiny_corpus, "--out", out, "--language", language)
    assert (run.status, run.out) == (0, "")
    assert "report.html" in run.err
    assert json.loads((out / "report.json").read_text("utf-8"))["file"] == "documents.jsonl"
    assert f'<html lang="{language}">' in (out / "report.html").read_text("utf-8")


def test_the_command_prints_tables_and_says_what_flatters(cli: Callable, tiny_corpus: Path) -> None:
    run = cli("evaluate", tiny_corpus / "documents" / "documents.jsonl", "--corpus", tiny_corpus)
    assert run.status == 0
    for text in ("genre news", "bare lexicon", "not uncertain", "Worst errors", "stand in the training corpus"):
        assert text in run.out


def test_the_command_says_when_the_corpus_is_another(
    cli: Callable, corpus: Corpus, tiny_corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "documents").mkdir()
    for name in ("labels.json", "documents/documents.jsonl"):
        (tmp_path / name).write_bytes((tiny_corpus / name).read_bytes())
    run = cli("evaluate", tiny_corpus / "documents" / "documents.jsonl", "--corpus", tmp_path)
    assert run.status == 0
    assert "not the corpus that the version was trained on" in " ".join(run.err.split())
