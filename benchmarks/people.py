"""What people's labels are worth: macro-F1 on real documents before and after learning from others of the kind.

    python benchmarks/people.py [FILE.jsonl] [--out DIR]

The labelled documents are halved by the hash of their source. One half is fed through the store of labels, in a
throw-away folder, as two authors who take turns; the other half is what is measured on. Then the halves change places,
and the answers to both are judged as one. Which documents are labelled first: at random, or as the review queue would
show them by the doubts of the version trained on the corpus alone. Nothing that is read here is learnt by what ships.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from corpora.annotation import ChosenBy, NewAnnotation
from corpora.corpus import Corpus, read_corpus
from corpora.database import Database
from corpora.document import digest_text
from corpora.example import Example
from corpora.jsonl import read_lines
from corpora.label_store import LabelStore
from models.analysis import Analyser
from models.policy import LabelPolicy
from models.tagger import Model
from service.review_queue import Doubt, Mix, review_lot, turns
from training.arrays import Analyses, analyse_examples, gold_array
from training.fit import TrainingConfig, fit_model
from training.intervals import Figure, resample, with_interval
from training.markup import node, to_html
from training.metrics import Tally, mean_f1
from training.page import STYLE
from training.people import People, read_people
from training.svg import Plot

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT.parent / "shared" / "dev" / "real_dev.jsonl"
OUT = ROOT / "docs" / "benchmarks"
SIZES = (10, 20, 40, 70)
ORDERS = ("at random", "review queue")
AUTHORS = ("one", "other")

Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """Figures after so many labels of either half; gain is paired with the version that learnt from none."""

    order: str
    n_labels: int
    macro_f1: Figure
    gain: Figure


def main() -> int:
    """Measure, print the table, write the page and the plot, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=DOCUMENTS, help="documents labelled by people")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    log = Console(stderr=True)
    if not asked.file.is_file():
        log.print(f"{asked.file}: not there, nothing to measure on; skipped")
        return 0
    corpus = read_corpus()
    halves = read_halves(asked.file)
    before, rows = measure(corpus, halves, log)
    page = as_markdown(before, rows, halves, asked.file.name)
    print(page)
    (asked.out / "people.md").write_text(page, encoding="utf-8")
    (asked.out / "people.svg").write_text(as_svg(before, rows), encoding="utf-8")
    return 0


def read_halves(path: Path) -> tuple[list[Example], list[Example]]:
    """The documents in two halves; all of one source, and twins, are in the same."""
    groups: dict[str, list[Example]] = {}
    for _, row in read_lines(path):
        example = Example(
            id=str(row["id"]),
            text=row["text"],
            language=row.get("language") or row["lang"],
            labels=tuple(row["labels"]),
            writer=str(row.get("source") or ""),
        )
        groups.setdefault(min(filter(None, (row.get("twin"), example.writer or example.id))), []).append(example)
    ordered = [example for name in sorted(groups, key=_digest) for example in groups[name]]
    return ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]


def measure(corpus: Corpus, halves: Sequence[list[Example]], log: Console) -> tuple[Figure, list[Row]]:
    """Macro-F1 of the version that learnt from no people, and a row for each order and number of labels."""
    analyser = Analyser(corpus.lexicon)
    model, _ = fit_model(corpus, TrainingConfig(), analyses=Analyses(analyser))
    sides = [(halves[side], halves[1 - side]) for side in (0, 1)]
    gold = np.concatenate([gold_array(test, corpus.taxonomy.ids) for _, test in sides])
    known = np.concatenate([answer(model, analyser, test) for _, test in sides])
    given: dict[tuple[str, int], Booleans] = {}
    for order in ORDERS:
        queues = [queue_of(order, model, analyser, taught) for taught, _ in sides]
        for n in SIZES:
            log.print(f"{order}, {n} labels")
            same = given.get((ORDERS[0], n)) if all(n >= len(queue) for queue in queues) else None
            given[order, n] = (
                same
                if same is not None
                else np.concatenate(
                    [
                        answer(learn(corpus, analyser, queue[:n]), analyser, test)
                        for queue, (_, test) in zip(queues, sides, strict=True)
                    ]
                )
            )
    rows = [
        Row(order, n, with_interval(mean_f1, gold, answers), gain(gold, answers, known))
        for (order, n), answers in given.items()
    ]
    return with_interval(mean_f1, gold, known), rows


def learn(corpus: Corpus, analyser: Analyser, labelled: Sequence[Example]) -> Model:
    """A model that learnt from the corpus and from labels that went through a store of their own."""
    people = through_store(corpus, labelled).examples
    model, _ = fit_model(corpus, TrainingConfig(), people=people, analyses=Analyses(analyser))
    return model


def through_store(corpus: Corpus, labelled: Sequence[Example]) -> People:
    """Two authors label in turn, in a folder that is thrown away; what may be learnt from that."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/labels.db")
        store = LabelStore(database)
        for number, example in enumerate(labelled):
            author = AUTHORS[number % len(AUTHORS)]
            source = example.writer or None
            store.add(
                NewAnnotation(
                    author=author, text=example.text, language=example.language, labels=example.labels, source=source
                )
            )
        people = read_people(store, corpus, LabelPolicy())
        database.close()
    return people


def queue_of(order: str, model: Model, analyser: Analyser, examples: Sequence[Example]) -> list[Example]:
    """The order in which documents are labelled."""
    lots = {example.id: review_lot(digest_text(example.text)) for example in examples}
    at_random = sorted(examples, key=lambda example: lots[example.id])
    if order == ORDERS[0]:
        return at_random
    labels, rule = model.taxonomy.ids, model.rule
    thresholds = dict(zip(labels, rule.thresholds, strict=True))
    probabilities = model.predict_proba(analyse_examples(analyser, examples))
    doubts = {
        example.id: Doubt.of(dict(zip(labels, row.tolist(), strict=True)), thresholds)
        for example, row in zip(examples, probabilities, strict=True)
    }
    ways = {
        ChosenBy.RANDOM: at_random,
        ChosenBy.UNCERTAIN: sorted(examples, key=lambda example: doubts[example.id].distance),
        ChosenBy.COMPETING: sorted(examples, key=lambda example: doubts[example.id].rivalry or 0.0),
    }
    chosen: dict[str, Example] = {}
    for way in islice(turns(Mix()), len(examples)):
        example = next(example for example in ways[way] if example.id not in chosen)
        chosen[example.id] = example
    return list(chosen.values())


def answer(model: Model, analyser: Analyser, examples: Sequence[Example]) -> Booleans:
    """Labels given, doubt not allowed, shape (n_examples, n_labels)."""
    return model.rule.force(model.predict_proba(analyse_examples(analyser, examples)))


def gain(gold: Booleans, after: Booleans, before: Booleans) -> Figure:
    """Difference in macro-F1 with its interval, the same documents drawn for both."""
    counts = resample(range(len(gold)))
    drawn = mean_f1(Tally.of(gold, after, counts)) - mean_f1(Tally.of(gold, before, counts))
    low, high = np.percentile(drawn, (2.5, 97.5))
    value = float(mean_f1(Tally.of(gold, after))) - float(mean_f1(Tally.of(gold, before)))
    return Figure(value, float(low), float(high))


def as_markdown(before: Figure, rows: Sequence[Row], halves: Sequence[list[Example]], name: str) -> str:
    """The page."""
    lines = [
        f"| {row.order} | {row.n_labels} | {row.macro_f1} | {row.gain.value:+.3f} "
        f"[{row.gain.low:+.3f}, {row.gain.high:+.3f}] |"
        for row in rows
    ]
    text = " ".join(part for part in __doc__.split("\n\n")[2].splitlines())
    return (
        "# What people's labels are worth\n\n"
        f"Written by `make bench-people` ([people.py](../../benchmarks/people.py)) with `{name}`, halves of "
        f"{' and '.join(str(len(half)) for half in halves)} documents. {text}\n\n"
        "Forced decision; 95 % intervals by drawing the documents anew; the gain is paired.\n\n"
        "| labelled first | labels | macro-F1 | gain |\n|---|---|---|---|\n"
        f"| | 0 | {before} | |\n" + "\n".join(lines) + "\n\n![macro-F1 by number of labels](people.svg)\n"
    )


def as_svg(before: Figure, rows: Sequence[Row]) -> str:
    """Macro-F1 by number of labels, a line for each order."""
    everything = [before, *(row.macro_f1 for row in rows)]
    low = np.floor(20 * min(figure.low for figure in everything)) / 20
    ticks = [round(float(tick), 2) for tick in np.arange(low, 1.001, 0.05)]
    plot = Plot("macro-F1 by number of labels", "labels", "macro-F1", (0, *SIZES), ticks)
    for series, order in enumerate(ORDERS):
        points = [(0, before), *((row.n_labels, row.macro_f1) for row in rows if row.order == order)]
        plot.line([(n, figure.value) for n, figure in points], series, order)
        for n, figure in points:
            place = n + series  # beside each other
            plot.whisker((place, figure.low), (place, figure.high), series)
            plot.mark((place, figure.value), series, f"{order}, {n} labels: {figure}")
    svg, _ = plot.figure("")
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    svg.insert(0, node("style", f"{STYLE.read_text(encoding='utf-8')} svg {{ background: var(--paper); }}"))
    return to_html(svg) + "\n"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
