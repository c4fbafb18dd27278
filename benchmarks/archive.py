"""How fast `policy-tagger tag` goes through an archive, and in how much memory, beside `annif index`.

    python benchmarks/archive.py [--long] [--documents N] [--rounds N] [--out FOLDER]

Text files of 600 words, half of them English, half Spanish, go into Parquet with evidence and facets. Contestants take
turns; medians over the rounds count. Writes archive.md; --long measures growth to 50,000 documents instead, and writes
growth.md and its plots. Exit status 1 when a limit is missed.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from archive_report import Figures, Limit, Report, plot_growth, to_markdown
from contestants import PEER, Contestant, annif, policy_tagger
from generated import generate_texts
from rich.console import Console
from speed import DOCUMENTS
from watching import Usage

OUT = Path(__file__).parents[1] / "docs" / "benchmarks"
ROUNDS, LONG_ROUNDS = 5, 3
SMALL, LARGE = 5_000, 50_000
ONE, TWO = "Policy Tagger, one process", "Policy Tagger, two workers"
ANNIF = f"{PEER.package.replace('annif==', 'Annif ')}, tfidf"
LEAST_TIMES_ANNIF = {ONE: 2.0, TWO: 3.0}
LEAST_GAIN = 1.6
LEAST_SHARE_OF_RATE = 0.9
MOST_MEGABYTES = 600

Results = dict[tuple[str, int], Figures]


def main() -> int:
    """Measure, print, write and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help=f"measure growth to {LARGE:,} documents (half an hour)")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="how many, without --long")
    parser.add_argument("--rounds", type=int, help=f"by default {ROUNDS}, with --long {LONG_ROUNDS}")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to")
    asked = parser.parse_args()
    log = Console(stderr=True, highlight=False)
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.long:
        report = measure_growth(asked.rounds or LONG_ROUNDS, log)
        plot_growth(report.figures, MOST_MEGABYTES, asked.out)
    else:
        report = measure_beside_annif(asked.documents, asked.rounds or ROUNDS, log)
    text = to_markdown(report)
    (asked.out / f"{report.name}.md").write_text(text, encoding="utf-8")
    Console(highlight=False).print(text, markup=False, soft_wrap=True)
    return int(not all(limit.is_met for limit in report.limits))


def measure_beside_annif(n_documents: int, n_rounds: int, log: Console) -> Report:
    """One process and two workers beside Annif, which is left out, and that is said, where it cannot be set up."""
    contestants = [policy_tagger(ONE, 1), policy_tagger(TWO, 2)]
    with tempfile.TemporaryDirectory() as folder:
        log.print("setting Annif up")
        try:
            contestants.append(annif(ANNIF, Path(folder)))
        except (subprocess.SubprocessError, OSError) as error:
            log.print(f"Annif is left out: {error}\n{getattr(error, 'stderr', '') or ''}", markup=False)
        results = measure(contestants, [n_documents], n_rounds, log)
    return Report(
        "archive", "An archive beside Annif", n_rounds, list(results.values()), judge_speed(results, n_documents)
    )


def measure_growth(n_rounds: int, log: Console) -> Report:
    """One process and two workers over archives of growing size."""
    contestants = [policy_tagger(ONE, 1), policy_tagger(TWO, 2)]
    results = measure(contestants, [DOCUMENTS, SMALL, LARGE], n_rounds, log)
    return Report("growth", "An archive that grows", n_rounds, list(results.values()), judge_growth(results))


def measure(contestants: Sequence[Contestant], sizes: Sequence[int], n_rounds: int, log: Console) -> Results:
    """Figures by name and number of documents, of rounds in which everyone has a turn at every size."""
    usages = defaultdict[tuple[str, int], list[Usage]](list)
    with tempfile.TemporaryDirectory() as name:
        folders = {n: write_archive(Path(name, str(n)), n) for n in (1, *sizes)}  # one document: the start-up
        for number in range(1, n_rounds + 1):
            for n, folder in folders.items():
                for contestant in contestants:
                    usage = contestant.run(folder, n)
                    usages[contestant.name, n].append(usage)
                    what = f"{n:,} documents" if n > 1 else "start-up"
                    log.print(f"round {number} of {n_rounds}: {contestant.name}, {what}: {usage.seconds:.1f} s")
    return {
        (each.name, n): Figures.of(each.name, n, usages[each.name, n], usages[each.name, 1])
        for each in contestants
        for n in sizes
    }


def write_archive(folder: Path, n_documents: int) -> Path:
    """A folder of text files, the same texts for every size."""
    folder.mkdir()
    for number, text in enumerate(islice(generate_texts(random_state=0), n_documents)):
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
    return folder


def judge_speed(results: Results, n: int) -> list[Limit]:
    """The limits on speed beside Annif, where that was measured, on the gain of a second worker, and on memory."""
    limits = [
        Limit(f"documents a second: {name} ÷ Annif", results[name, n].rate / results[ANNIF, n].rate, least=least)
        for name, least in LEAST_TIMES_ANNIF.items()
        if (ANNIF, n) in results
    ]
    gain = results[TWO, n].rate_once_started / results[ONE, n].rate_once_started
    return [
        *limits,
        Limit("documents a second without start-up: two workers ÷ one process", gain, least=LEAST_GAIN),
        *judge_memory(results),
    ]


def judge_growth(results: Results) -> list[Limit]:
    """The limits on how the rate falls and on memory."""
    shares = [
        Limit(
            f"documents a second without start-up: {name}, {LARGE:,} ÷ {SMALL:,} documents",
            results[name, LARGE].rate_once_started / results[name, SMALL].rate_once_started,
            least=LEAST_SHARE_OF_RATE,
        )
        for name in (ONE, TWO)
    ]
    return [*shares, *judge_memory(results)]


def judge_memory(results: Results) -> list[Limit]:
    """The limit on the largest process of each of our runs."""
    return [
        Limit(f"MB of the largest process: {name}, {n:,} documents", figures.largest_mb, most=MOST_MEGABYTES)
        for (name, n), figures in results.items()
        if name != ANNIF
    ]


if __name__ == "__main__":
    sys.exit(main())
