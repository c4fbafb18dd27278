"""An evaluation → the sections of its report: tables beside plots."""

from collections.abc import Iterator, Sequence
from math import isnan

from training.charts import coverage_plot, f1_plot, learning_plots, precision_recall_plot, reliability_plot
from training.evaluate import Evaluation
from training.learning import LearningPoint
from training.markup import Child, Element, node, table
from training.report_texts import Words
from training.slices import ALL


def sections(result: Evaluation, learning: Sequence[LearningPoint], words: Words) -> Iterator[Element]:
    """The sections in order; words turns a key into what stands for it in the language of the page."""
    yield _section(words, "standings", _standings(result, words), note=True)
    plots = node("div", f1_plot(result, words), precision_recall_plot(result, words), class_="figures")
    yield _section(words, "labels", plots, _labels(result, words))
    yield _section(words, "slices", _slices(result, words), note=True)
    calibration = node("div", reliability_plot(result, words), _calibration(result, words), class_="figures")
    yield _section(words, "calibration", calibration)
    doubt = node("div", coverage_plot(result, words), _coverage(result, words), class_="figures")
    yield _section(words, "doubt", doubt)
    yield _section(words, "confusion", _confusion(result, words), note=True)
    if learning:
        plots = node("div", *learning_plots(learning, words), class_="figures")
        yield _section(words, "learning", plots, _learning(learning, words))
    yield _section(words, "errors", _errors(result, words), note=True)


def _section(words: Words, key: str, *content: Element, note: bool = False) -> Element:
    return node("section", node("h2", words(key)), *([node("p", words(f"{key}_note"))] if note else []), *content)


def _standings(result: Evaluation, words: Words) -> Element:
    languages = [name for name in result.standings[0].macro_f1 if name != ALL]
    figures = ("at best thresholds", "average precision", "AUROC of none", "quiet on none")
    head = [words("system"), "macro-F1", *map(words, languages), *map(words, figures)]
    rows = (
        [
            words(row.name),
            *(str(row.macro_f1[part]) for part in (ALL, *languages)),
            *map(_decimals, (row.best_macro_f1, row.average_precision, row.auroc_of_none)),
            str(row.quiet_on_none),
        ]
        for row in result.standings
    )
    return table(head, rows)


def _labels(result: Evaluation, words: Words) -> Element:
    head = [words("label"), words("gold"), words("precision"), words("recall"), "F1", words("average precision")]
    rows = (
        [words(row.label), str(row.n_gold), *map(str, (row.precision, row.recall, row.f1)), _decimals(ap)]
        for row, ap in zip(
            result.label_figures, (curve.average_precision for curve in result.precision_recall), strict=True
        )
    )
    return table(head, rows)


def _slices(result: Evaluation, words: Words) -> Element:
    rows = (
        [
            f"{words(part.kind)} · {words(part.value)}" if part.value else words(part.kind),
            str(part.n_documents),
            str(part.macro_f1),
            str(part.quiet_on_none),
        ]
        for part in result.slices
    )
    return table([words("documents"), "n", "macro-F1", words("quiet on none")], rows)


def _calibration(result: Evaluation, words: Words) -> Element:
    rows = (
        [words(name), _decimals(error), _decimals(result.brier_score[name])]
        for name, error in result.expected_calibration_error.items()
    )
    return table([words("documents"), f"{words('calibration error')} (ECE)", "Brier"], rows)


def _coverage(result: Evaluation, words: Words) -> Element:
    chosen = result.operating_point
    rows = [[f"{point.coverage:.0%}", str(point.macro_f1)] for point in result.coverage]
    rows.append([words("chosen").format(share=f"{chosen.coverage:.1%}"), str(chosen.macro_f1)])
    return table([words("share of the documents"), "macro-F1"], rows)


def _confusion(result: Evaluation, words: Words) -> Element:
    names = [*map(words, result.labels), words("none")]
    rows = ([name, *_counts(counts)] for name, counts in zip(names, result.confusion, strict=True))
    return table([words("gold ↓ tagged →"), *names], rows)


def _counts(counts: Sequence[int]) -> list[Child]:
    whole = max(sum(counts), 1)
    return [node("td", str(count), class_="count", style=f"--share: {count / whole:.2f}") for count in counts]


def _learning(points: Sequence[LearningPoint], words: Words) -> Element:
    rows = (
        [
            f"{point.share:.0%} {words(point.part)}",
            str(point.n),
            str(point.macro_f1),
            _decimals(point.average_precision),
        ]
        for point in points
    )
    return table([words("trained on"), "n", "macro-F1", words("average precision")], rows)


def _errors(result: Evaluation, words: Words) -> Element:
    columns = ("document", "language", "genre", "gold", "tagged", "probabilities", "margin", "beginning")
    rows: Iterator[list[Child]] = (
        [
            error.id,
            words(error.language),
            words(error.genre),
            ", ".join(map(words, error.gold)) or words("none"),
            ", ".join(map(words, error.tagged)) or words("none"),
            ", ".join(f"{words(label)} {value:.2f}" for label, value in error.probabilities.items()),
            f"{error.margin:.1f}",
            node("td", f"{error.beginning}…", class_="text"),
        ]
        for error in result.worst_errors
    )
    return table(map(words, columns), rows)


def _decimals(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3f}"
