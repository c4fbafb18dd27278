"""An evaluation → the sections of its report: tables beside plots."""

from collections.abc import Iterator, Sequence

from training.charts import coverage_plot, f1_plot, learning_plots, precision_recall_plot, reliability_plot
from training.evaluate import Evaluation
from training.learning import LearningPoint
from training.markup import Child, Element, node, table
from training.report_words import Words
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
    figures = ("at best thresholds", "average precision", "AUROC of “no label”", "correctly left unlabelled")
    head = [words("system"), "macro-F1", *map(words, languages), *map(words, figures)]
    rows = (
        [
            words(row.name),
            *(row.macro_f1[part].written(words) for part in (ALL, *languages)),
            *(words.decimal(value, 3) for value in (row.best_macro_f1, row.average_precision, row.auroc_of_none)),
            row.quiet_on_none.written(words),
        ]
        for row in result.standings
    )
    return table(words("standings"), head, rows)


def _labels(result: Evaluation, words: Words) -> Element:
    columns = ("label", "documents about it", "precision", "recall", "F1", "average precision")
    rows = (
        [
            words(row.label),
            words.count(row.n_gold),
            *(figure.written(words) for figure in (row.precision, row.recall, row.f1)),
            words.decimal(curve.average_precision, 3),
        ]
        for row, curve in zip(result.label_figures, result.precision_recall, strict=True)
    )
    return table(words("labels"), map(words, columns), rows)


def _slices(result: Evaluation, words: Words) -> Element:
    rows = (
        [
            f"{words(part.kind)} · {words(part.value)}" if part.value else words(part.kind),
            words.count(part.n_documents),
            part.macro_f1.written(words),
            part.quiet_on_none.written(words),
        ]
        for part in result.slices
    )
    return table(words("slices"), map(words, ("documents", "n", "macro-F1", "correctly left unlabelled")), rows)


def _calibration(result: Evaluation, words: Words) -> Element:
    rows = (
        [words(name), words.decimal(error, 3), words.decimal(result.brier_score[name], 3)]
        for name, error in result.expected_calibration_error.items()
    )
    return table(words("calibration"), [words("documents"), f"{words('calibration error')} (ECE)", "Brier"], rows)


def _coverage(result: Evaluation, words: Words) -> Element:
    chosen = result.operating_point
    rows = [[words.share(point.coverage, 0), point.macro_f1.written(words)] for point in result.coverage]
    rows.append([words("chosen").format(share=words.share(chosen.coverage)), chosen.macro_f1.written(words)])
    return table(words("doubt"), [words("share of the documents"), "macro-F1"], rows)


def _confusion(result: Evaluation, words: Words) -> Element:
    names = [*map(words, result.labels), words("none")]
    rows = ([name, *_counts(counts, words)] for name, counts in zip(names, result.confusion, strict=True))
    return table(words("confusion"), [words("correct ↓ given →"), *names], rows)


def _counts(counts: Sequence[int], words: Words) -> list[Child]:
    whole = max(sum(counts), 1)
    return [node("td", words.count(count), class_="count", style=f"--share: {count / whole:.2f}") for count in counts]


def _learning(points: Sequence[LearningPoint], words: Words) -> Element:
    rows = (
        [
            words("share of").format(share=words.share(point.share, 0), part=words(point.part)),
            words.count(point.n),
            point.macro_f1.written(words),
            words.decimal(point.average_precision, 3),
        ]
        for point in points
    )
    return table(words("learning"), map(words, ("trained on", "n", "macro-F1", "average precision")), rows)


def _errors(result: Evaluation, words: Words) -> Element:
    columns = ("document", "language", "genre", "correct", "given", "probabilities", "margin", "beginning")
    rows: Iterator[list[Child]] = (
        [
            error.id,
            words(error.language),
            words(error.genre),
            ", ".join(map(words, error.gold)) or words("none"),
            ", ".join(map(words, error.tagged)) or words("none"),
            "; ".join(f"{words(label)} {words.decimal(value)}" for label, value in error.probabilities.items()),
            words.decimal(error.margin, 1),
            node("td", f"{error.beginning}…", class_="text"),
        ]
        for error in result.worst_errors
    )
    return table(words("errors"), map(words, columns), rows)
