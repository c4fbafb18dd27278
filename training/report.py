"""An evaluation → report.json and report.html, a page of its own: no script, nothing fetched, light and dark."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path
from typing import Any

from corpora.errors import CorpusError
from corpora.taxonomy import LANGUAGES, Taxonomy
from training.evaluate import Evaluation
from training.gate import Gate
from training.gate_section import gate_section
from training.learning import LearningPoint
from training.markup import Element, node
from training.page import to_page, write_parts
from training.report_sections import sections
from training.report_words import Words

JSON_FORMAT = 1
DIGEST_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Source:
    """What was measured on what."""

    model_version: str
    corpus_digest: str
    file: str
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that the pages tell; learning is empty where no learning curve was asked for, gate None outside training."""

    source: Source
    taxonomy: Taxonomy
    evaluation: Evaluation
    learning: tuple[LearningPoint, ...] = ()
    gate: Gate | None = None


def write_report(report: Report, folder: Path, language: str = "en") -> tuple[Path, Path]:
    """Write report.json and report.html into a folder, which is made where it is missing; return their paths.

    Raises:
        CorpusError: the folder cannot be made, or not be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusError(f"{folder}: cannot be made: {error.strerror}") from error
    contents = {"report.json": as_json(report), "report.html": as_html(report, language)}
    for name, content in contents.items():
        write_parts(folder / name, [content])
    return folder / "report.json", folder / "report.html"


def report_files(report: Report) -> dict[str, str]:
    """The figures and a page in each language, by file name."""
    names = {
        language: "report.html" if language == LANGUAGES[0] else f"report.{language}.html" for language in LANGUAGES
    }
    return {"report.json": as_json(report)} | {name: as_html(report, language) for language, name in names.items()}


def as_json(report: Report) -> str:
    """The figures; what cannot be told is null."""
    content = {
        "format": JSON_FORMAT,
        **asdict(report.source),
        "evaluation": asdict(report.evaluation),
        "learning_curve": [asdict(point) for point in report.learning],
        "gate": report.gate and report.gate.facts,
    }
    return json.dumps(_without_nan(content), ensure_ascii=False, indent=1) + "\n"


def as_html(report: Report, language: str) -> str:
    """The page in one language."""
    words = Words(language, report.taxonomy)
    title = f"{words('title')}: {report.source.model_version}"
    gate = gate_section(report.gate, words) if report.gate else []
    content = [*_top(report, words), *gate, *sections(report.evaluation, report.learning, words)]
    return to_page(title, content, language)


def _top(report: Report, words: Words) -> Iterator[Element]:
    source, result = report.source, report.evaluation
    facts = words("facts").format(
        version=source.model_version,
        corpus=source.corpus_digest[:DIGEST_CHARACTERS],
        n=words.count(result.n_documents),
        file=source.file,
        digest=source.file_sha256[:DIGEST_CHARACTERS],
    )
    yield node("h1", words("title"))
    yield node("p", facts, class_="facts")
    yield node("p", words("method"))
    if result.n_known:
        yield node("p", words("known").format(n=words.count(result.n_known)), class_="warning")


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and isnan(value) else value
