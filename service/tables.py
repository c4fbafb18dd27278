"""Results as tables for the terminal."""

from collections.abc import Sequence
from math import isnan

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from models.manifest import Manifest
from service.stretches import printable
from training.evaluate import Evaluation
from training.learning import LearningPoint
from training.slices import ALL
from training.standing import Standing

NOTE = "forced decision; intervals: 95%, bootstrap over documents"
STANDING_COLUMNS = (
    "system",
    "macro-F1",
    "en",
    "es",
    "at best thresholds",
    "average precision",
    "AUROC of “no label”",
    "correctly left unlabelled",
)


def print_evaluation(console: Console, result: Evaluation, learning: Sequence[LearningPoint] = ()) -> None:
    """Print macro-F1 by slice, figures per label, the baselines, and how calibration and doubt hold."""
    console.print(_slices(result), _labels(result), standings_table(result.standings, f"Beside baselines ({NOTE})"))
    console.print(_calibration(result), _coverage(result), _confusion(result), _worst_errors(result))
    if learning:
        console.print(_learning(learning))
    if result.n_known:
        console.print(f"[bold]{result.n_known} of the documents stand in the training corpus, which flatters this.")


def standings_table(standings: Sequence[Standing], title: str) -> Table:
    """One row a system."""
    table = _new_table(*STANDING_COLUMNS, title=title)
    for standing in standings:
        table.add_row(*standing_cells(standing))
    return table


def standing_cells(standing: Standing) -> list[str]:
    """The cells of `STANDING_COLUMNS`; a language that no document has is a dash."""
    by_language = [_decimals(f1.value) if (f1 := standing.macro_f1.get(code)) else "–" for code in ("en", "es")]
    single = (standing.best_macro_f1, standing.average_precision, standing.auroc_of_none, standing.quiet_on_none.value)
    return [standing.name, str(standing.macro_f1[ALL]), *by_language, *map(_decimals, single)]


def print_versions(console: Console, manifests: list[Manifest], current: str | None) -> None:
    """Print one line a version, the current one marked; narrow enough for 80 columns, so that no name is cut."""
    columns = ("", Column("version", no_wrap=True), "created", "examples", "corpus", "own macro-F1")
    table = Table(*columns, box=None, padding=(0, 1, 0, 0))
    for manifest in manifests:
        table.add_row(
            "→" if manifest.version == current else "",
            escape(printable(manifest.version)),
            manifest.created[:16].replace("T", " "),
            str(manifest.n_examples),
            manifest.corpus_digest[:12],
            str(manifest.metrics.get("out_of_fold", {}).get("macro_f1", "–")),
        )
    console.print(table)


def _slices(result: Evaluation) -> Table:
    table = _new_table("documents", "n", "macro-F1", "correctly left unlabelled", title=f"Macro-F1 ({NOTE})")
    for part in result.slices:
        name = f"{part.kind} {part.value}".strip()
        table.add_row(escape(printable(name)), str(part.n_documents), str(part.macro_f1), str(part.quiet_on_none))
    return table


def _labels(result: Evaluation) -> Table:
    table = _new_table("label", "documents about it", "precision", "recall", "F1", title="Labels")
    for row in result.label_figures:
        table.add_row(escape(printable(row.label)), str(row.n_gold), str(row.precision), str(row.recall), str(row.f1))
    return table


def _calibration(result: Evaluation) -> Table:
    table = _new_table("documents", "calibration error", "Brier", title="Calibration")
    for name, error in result.expected_calibration_error.items():
        table.add_row(name, _decimals(error), _decimals(result.brier_score[name]))
    return table


def _coverage(result: Evaluation) -> Table:
    table = _new_table("share of the documents", "macro-F1", title="The surest documents")
    for point in result.coverage:
        table.add_row(f"{point.coverage:.0%}", str(point.macro_f1))
    chosen = result.operating_point
    table.add_row(f"{chosen.coverage:.1%}, not uncertain", str(chosen.macro_f1), style="bold")
    return table


def _confusion(result: Evaluation) -> Table:
    names = (*result.labels, "none")
    table = _new_table("correct ↓  given →", *names, title="Primary labels")
    for name, counts in zip(names, result.confusion, strict=True):
        table.add_row(name, *map(str, counts))
    return table


def _worst_errors(result: Evaluation) -> Table:
    columns = ("id", "correct", "given", "probabilities", "margin")
    table = _new_table(*columns, title="Worst errors, by margin in log-odds")
    for error in result.worst_errors:
        probabilities = " ".join(f"{value:.2f}" for value in error.probabilities.values())
        table.add_row(
            escape(printable(error.id)),
            ", ".join(error.gold) or "none",
            ", ".join(error.tagged) or "none",
            probabilities,
            f"{error.margin:.1f}",
        )
    return table


def _learning(points: Sequence[LearningPoint]) -> Table:
    table = _new_table("trained on", "n", "macro-F1", "average precision", title="Learning curve")
    for point in points:
        table.add_row(
            f"{point.share:.0%} of the {point.part}",
            str(point.n),
            str(point.macro_f1),
            _decimals(point.average_precision),
        )
    return table


def _new_table(*names: str, title: str) -> Table:
    """A table that folds what is too long for the terminal, so that nothing is cut off."""
    first, *others = names
    return Table(Column(first, no_wrap=True), *(Column(name, overflow="fold") for name in others), title=title)


def _decimals(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3f}"
