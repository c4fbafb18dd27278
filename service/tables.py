"""Results as tables for the terminal."""

from rich.console import Console
from rich.table import Column, Table

from models.registry import Manifest
from training.evaluate import Evaluation

BASELINE_NOTE = "forced decision; intervals: 95 %, bootstrap over documents"


def print_evaluation(console: Console, result: Evaluation) -> None:
    """Print macro-F1 by slice, figures per label, baselines, and the single figures."""
    slices = Table("documents", "n", "macro-F1", "quiet on none", title=f"Macro-F1 ({BASELINE_NOTE})")
    for part in result.slices:
        slices.add_row(part.name, str(part.n_documents), str(part.macro_f1), f"{part.quiet_on_none:.2f}")
    for name, f1, quiet in result.baselines:
        slices.add_row(f"baseline: {name}", "", str(f1), f"{quiet:.2f}")
    labels = Table("label", "gold", "precision", "recall", "F1", title="Labels")
    for label in result.labels:
        labels.add_row(label.label, str(label.n_gold), f"{label.precision:.3f}", f"{label.recall:.3f}", str(label.f1))
    console.print(slices, labels)
    errors = ", ".join(f"{name} {value:.3f}" for name, value in result.expected_calibration_error.items())
    console.print(
        f"average precision {result.average_precision:.3f} · AUROC labelled/none {result.auroc_of_none:.3f} · "
        f"Brier {result.brier_score:.3f}\ncalibration error: {errors}\n"
        f"not uncertain: {result.coverage:.1%} of the documents, macro-F1 on them {result.selective_macro_f1:.3f}"
    )


def print_versions(console: Console, manifests: list[Manifest], current: str | None) -> None:
    """Print one line a version, the current one marked; narrow enough for 80 columns, so that no name is cut."""
    columns = ("", Column("version", no_wrap=True), "created", "examples", "corpus", "own macro-F1")
    table = Table(*columns, box=None, padding=(0, 1, 0, 0))
    for manifest in manifests:
        table.add_row(
            "→" if manifest.version == current else "",
            manifest.version,
            manifest.created[:16].replace("T", " "),
            str(manifest.n_examples),
            manifest.corpus_digest[:12],
            str(manifest.metrics["out_of_fold"]["macro_f1"]),
        )
    console.print(table)
