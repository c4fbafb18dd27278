"""What was measured over archives → a page of Markdown and plots."""

import os
import platform
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from math import inf
from pathlib import Path
from xml.etree import ElementTree as ET

from generated import WORDS
from watching import Usage

from models.registry import Registry
from service.settings import Settings
from service.trends_charts import ticks_to
from training.markup import node
from training.page import STYLE
from training.svg import Plot

COLUMNS = (
    "",
    "documents",
    "seconds",
    "start-up, s",
    "documents/s",
    "without start-up",
    "largest process, MB",
    "all, MB",
)
LIMIT_COLUMNS = ("limit", "figure", "asked", "")
BACKGROUND = "svg { background: var(--paper); }"


@dataclass(frozen=True)
class Figures:
    """Medians over rounds, and the most memory in any of them.

    start_up : seconds for an archive of one document.
    largest_mb, total_mb : of the largest process, and of the peaks of all.
    """

    name: str
    n_documents: int
    seconds: float
    start_up: float
    largest_mb: float
    total_mb: float

    @classmethod
    def of(cls, name: str, n_documents: int, usages: Sequence[Usage], single: Sequence[Usage]) -> "Figures":
        """Sum up the runs over an archive, and those over one document."""
        return cls(
            name,
            n_documents,
            statistics.median(usage.seconds for usage in usages),
            statistics.median(usage.seconds for usage in single),
            max(max(usage.peaks_mb) for usage in usages),
            max(sum(usage.peaks_mb) for usage in usages),
        )

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.n_documents / self.seconds

    @property
    def rate_once_started(self) -> float:
        """Documents a second, without the start-up and its one document."""
        return (self.n_documents - 1) / (self.seconds - self.start_up)


@dataclass(frozen=True)
class Limit:
    """A figure and the range that it is to be in, ends included."""

    what: str
    figure: float
    least: float = 0
    most: float = inf

    @property
    def is_met(self) -> bool:
        """Whether the figure is in the range."""
        return self.least <= self.figure <= self.most


@dataclass(frozen=True)
class Report:
    """Figures and limits of one measurement; `name` is that of its page."""

    name: str
    title: str
    n_rounds: int
    figures: list[Figures]
    limits: list[Limit]


def to_markdown(report: Report) -> str:
    """The page: what was measured where, the figures, the limits."""
    return "\n".join(
        [
            f"# {report.title}",
            "",
            f"Written by `benchmarks/archive.py`; what is measured, and how, stands in [README.md](README.md). "
            f"{WORDS} words a document, medians over the rounds ({report.n_rounds}); {_machine()}.",
            "",
            *_table([COLUMNS, *map(_figure_cells, report.figures)]),
            "",
            *_table([LIMIT_COLUMNS, *map(_limit_cells, report.limits)]),
            "",
        ]
    )


def plot_growth(figures: Sequence[Figures], most_mb: float, folder: Path) -> None:
    """Write growth-rate.svg and growth-memory.svg: against the number of documents, a line for each contestant."""
    plots = {
        "growth-rate.svg": _draw("documents a second", figures, lambda each: each.rate),
        "growth-memory.svg": _draw("MB of the largest process", figures, lambda each: each.largest_mb, most_mb),
    }
    for name, svg in plots.items():
        (folder / name).write_text(ET.tostring(svg, encoding="unicode") + "\n", encoding="utf-8")


def _figure_cells(figures: Figures) -> Sequence[str]:
    return (
        figures.name,
        f"{figures.n_documents:,}",
        f"{figures.seconds:.1f}",
        f"{figures.start_up:.1f}",
        f"{figures.rate:.0f}",
        f"{figures.rate_once_started:.0f}",
        f"{figures.largest_mb:.0f}",
        f"{figures.total_mb:.0f}",
    )


def _limit_cells(limit: Limit) -> Sequence[str]:
    asked = f"at most {limit.most:g}" if limit.most < inf else f"at least {limit.least:g}"
    return limit.what, f"{limit.figure:.3g}", asked, "met" if limit.is_met else "**missed**"


def _table(rows: Iterable[Sequence[str]]) -> list[str]:
    head, *body = rows
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *body)]


def _machine() -> str:
    """Day, machine and versions."""
    packages = f"policy-tagger {version('policy-tagger')}, model {Registry(Settings().models_folder).current()}"
    system = f"{os.cpu_count()} cores ({_processor()}), Python {platform.python_version()}"
    return f"{date.today().isoformat()}, {system}, {packages}"


def _processor() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def _draw(what: str, figures: Sequence[Figures], value: Callable[[Figures], float], limit: float = 0) -> ET.Element:
    """A plot that stands alone, in the colours of the project's pages; a limit is a dashed line."""
    title = f"{what}, by number of documents"
    x_ticks = ticks_to(max(each.n_documents for each in figures) / 1000)
    plot = Plot(title, "thousands of documents", what, x_ticks, ticks_to(max(limit, *map(value, figures))))
    if limit:
        plot.guide((0, limit), (x_ticks[-1], limit))
    for series, name in enumerate(dict.fromkeys(each.name for each in figures)):
        points = [(each.n_documents / 1000, value(each)) for each in figures if each.name == name]
        plot.line(points, series, name)
        for thousands, height in points:
            plot.mark((thousands, height), series, f"{name}, {thousands:g} thousand documents: {height:.0f}")
    (svg, _) = plot.figure(title)
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    svg.insert(0, node("style", STYLE.read_text(encoding="utf-8") + BACKGROUND))
    return svg
