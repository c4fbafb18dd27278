"""An evaluation → the plots of its report."""

from collections.abc import Sequence
from math import isnan

from training.evaluate import Evaluation
from training.learning import LearningPoint
from training.markup import Element
from training.report_words import Words
from training.slices import ALL
from training.svg import N_SERIES, Plot, dot_size

LEAST_COVERAGE_TICKS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


def f1_plot(result: Evaluation, words: Words) -> Element:
    """F1 by label, and their mean, each with its interval."""
    rows = [(words(row.label), row.f1) for row in result.label_figures]
    rows.append((words("mean"), result.slices[0].macro_f1))
    plot = Plot(words("f1_caption"), "F1", "", row_names=[name for name, _ in rows], tick_format=words.short)
    for place, (name, f1) in enumerate(rows):
        if not isnan(f1.value):
            plot.whisker((f1.low, place), (f1.high, place), place % N_SERIES)
            plot.dot((f1.value, place), place % N_SERIES, f"{name}: {f1.written(words)}", size=5)
    return plot.figure(words("f1_caption"))


def precision_recall_plot(result: Evaluation, words: Words) -> Element:
    """A curve a label, with a dot at the model's own threshold."""
    plot = Plot(words("pr_caption"), words("recall"), words("precision"), tick_format=words.short)
    for number, (curve, chosen) in enumerate(zip(result.precision_recall, result.label_figures, strict=True)):
        series, name = number % N_SERIES, words(curve.label)
        if curve.recall:
            plot.line(list(zip(curve.recall, curve.precision, strict=True)), series, name)
        if not isnan(chosen.recall.value + chosen.precision.value):
            both = (("precision", chosen.precision), ("recall", chosen.recall))
            hint = ", ".join(f"{words(key)} {figure.written(words)}" for key, figure in both)
            plot.dot((chosen.recall.value, chosen.precision.value), series, f"{name}: {hint}", size=5)
    return plot.figure(words("pr_caption"))


def reliability_plot(result: Evaluation, words: Words) -> Element:
    """Share right by probability stated, a line for each language, beside the diagonal."""
    plot = Plot(
        words("reliability_caption"), words("probability stated"), words("share right"), tick_format=words.short
    )
    plot.guide((0, 0), (1, 1))
    for series, curve in enumerate(curve for curve in result.reliability if curve.name != ALL):
        points = list(zip(curve.stated, curve.observed, strict=True))
        plot.line(points, series % N_SERIES, words(curve.name))
        for point, n_pairs in zip(points, curve.n_pairs, strict=True):
            stated_and_right = " → ".join(map(words.decimal, point))
            hint = f"{words(curve.name)}: {stated_and_right} (n = {words.count(n_pairs)})"
            plot.dot(point, series % N_SERIES, hint, dot_size(n_pairs / sum(curve.n_pairs)))
    return plot.figure(words("reliability_caption"))


def coverage_plot(result: Evaluation, words: Words) -> Element:
    """Macro-F1 on the surest documents, with the point that the band of doubt chooses."""
    caption, x_label = words("coverage_caption"), words("share of the documents")
    plot = Plot(caption, x_label, "macro-F1", x_ticks=LEAST_COVERAGE_TICKS, tick_format=words.short)
    points = [point for point in result.coverage if not isnan(point.macro_f1.value)]
    plot.band(
        [(point.coverage, point.macro_f1.low) for point in points],
        [(point.coverage, point.macro_f1.high) for point in points],
        series=0,
    )
    plot.line([(point.coverage, point.macro_f1.value) for point in points], series=0)
    for point in points:
        hint = f"{words.share(point.coverage, 0)}: {point.macro_f1.written(words)}"
        plot.dot((point.coverage, point.macro_f1.value), 0, hint)
    chosen = result.operating_point
    if not isnan(chosen.macro_f1.value) and chosen.coverage >= LEAST_COVERAGE_TICKS[-1]:
        text = words("chosen").format(share=words.share(chosen.coverage, 0))
        plot.diamond((chosen.coverage, chosen.macro_f1.value), text)
    return plot.figure(caption)


def learning_plots(points: Sequence[LearningPoint], words: Words) -> list[Element]:
    """Macro-F1 and average precision by share, one plot for examples and one for concepts."""
    return [_learning_plot([point for point in points if point.part == part], part, words) for part in _parts(points)]


def _parts(points: Sequence[LearningPoint]) -> list[str]:
    return list(dict.fromkeys(point.part for point in points))


def _learning_plot(points: Sequence[LearningPoint], part: str, words: Words) -> Element:
    caption = words(f"learning_{part}")
    plot = Plot(caption, f"{words('share')}: {words(part)}", "", tick_format=words.short)
    plot.line([(point.share, point.macro_f1.value) for point in points], 0, "macro-F1")
    plot.line([(point.share, point.average_precision) for point in points], 1, words("average precision"))
    for point in points:
        f1, size = point.macro_f1, f"n = {words.count(point.n)}"
        plot.whisker((point.share, f1.low), (point.share, f1.high), 0)
        plot.dot((point.share, f1.value), 0, f"{size}: {f1.written(words)}")
        plot.dot((point.share, point.average_precision), 1, f"{size}: {words.decimal(point.average_precision, 3)}")
    return plot.figure(caption)
