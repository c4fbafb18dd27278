"""Counts by year → small multiples: a plot for each label and one of the documents, doubt and failure in each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from math import floor, log10

from models.decision import Outcome
from service.proportions import Estimate, wilson
from service.trends import Group, Trends
from service.voice import Voice
from training.markup import Element
from training.svg import Format, Plot

SMALL = 30  # judged documents; a share of fewer is marked
MOST_YEAR_TICKS = 7
MOST_STEPS = 5
LEAST_TOP = 0.05

Years = Sequence[tuple[int, Group]]


@dataclass(frozen=True, slots=True)
class _Point:
    """A year's value with what the pointer shows; n documents stand behind it."""

    year: int
    value: float
    n: int
    hint: str
    interval: Estimate | None = None


_Line = tuple[str, list[_Point]]


def year_plots(trends: Trends, voice: Voice) -> list[Element]:
    """The plots; none where the documents state fewer than two years."""
    years = [(int(year), group) for year, group in trends.years()]
    if len(years) <= 1:
        return []
    return [*(_label_plot(years, label, voice) for label in trends.labels), _count_plot(years, voice)]


def year_ticks(first: int, last: int) -> list[int]:
    """Years to write at an axis: a few, evenly, the last among them."""
    step = next(step for step in _round_steps(1) if (last - first) // step < MOST_YEAR_TICKS)
    return list(range(last, first - 1, -int(step)))[::-1]


def ticks_to(top: float) -> list[float]:
    """Round numbers from 0 to a top or just above."""
    step = next(step for step in _round_steps(10.0 ** floor(log10(top) - 1)) if top <= MOST_STEPS * step)
    n_steps = next(n for n in count(1) if n * step >= top)
    return [round(n * step, 9) for n in range(n_steps + 1)]


def _round_steps(least: float) -> Iterator[float]:
    return (least * factor * 10**power for power in count() for factor in (1, 2, 5))


def _label_plot(years: Years, label: str, voice: Voice) -> Element:
    def share_line(name: str, counted: Callable[[Group], tuple[int, int]]) -> _Line:
        return voice(name), [_share(year, *counted(group), voice) for year, group in years if counted(group)[1]]

    lines = [
        share_line("with label", lambda group: (group.labels[label], group.n_judged)),
        share_line("uncertain line", lambda group: (group.outcomes[Outcome.UNCERTAIN], group.n_judged)),
        share_line("not judged line", lambda group: (group.outcomes[Outcome.NOT_JUDGED], group.n_documents)),
    ]
    title = voice("label plot", label=voice(label))
    return _figure(title, voice("year"), years, lines, lambda share: voice.share(share, 0))


def _count_plot(years: Years, voice: Voice) -> Element:
    def count_line(name: str, counted: Callable[[Group], int]) -> _Line:
        return voice(name), [_number(year, counted(group), voice) for year, group in years]

    lines = [
        count_line("all documents", lambda group: group.n_documents),
        count_line("uncertain", lambda group: group.outcomes[Outcome.UNCERTAIN]),
        count_line("not_judged", lambda group: group.outcomes[Outcome.NOT_JUDGED]),
    ]
    return _figure(voice("count plot"), voice("year"), years, lines, voice.count)


def _share(year: int, counted: int, n: int, voice: Voice) -> _Point:
    interval = wilson(counted, n)
    between = f" [{voice.shares(interval)}]" if interval else ""
    hint = f"{year}: {voice.share(counted / n)}{between}, {voice.count(counted)} / {voice.count(n)}"
    return _Point(year, counted / n, n, hint, interval)


def _number(year: int, counted: int, voice: Voice) -> _Point:
    return _Point(year, counted, SMALL, f"{year}: {voice.count(counted)}")


def _figure(title: str, x_label: str, years: Years, lines: Sequence[_Line], y_format: Format) -> Element:
    first, last = years[0][0], years[-1][0]
    y_ticks = ticks_to(max(LEAST_TOP, *(_top(point) for _, points in lines for point in points)))
    ends = (first - 0.5, last + 0.5)
    plot = Plot(title, x_label, "", year_ticks(first, last), y_ticks, x_ends=ends, y_format=y_format)
    _shade(plot, lines[0][1], y_ticks[-1])
    for series, (name, points) in enumerate(lines):
        _draw(plot, points, series, name)
    return plot.figure(title)


def _top(point: _Point) -> float:
    """How high the plot must reach for a point: not for the wide interval of a few documents."""
    return point.interval.high if point.interval and point.n >= SMALL else point.value


def _shade(plot: Plot, points: Iterable[_Point], top: float) -> None:
    """Shade the intervals of the first series, as far as the plot reaches."""
    for run in _runs(points):
        limits = [(point.year, point.interval) for point in run if point.interval]
        low = [(year, min(interval.low, top)) for year, interval in limits]
        plot.band(low, [(year, min(interval.high, top)) for year, interval in limits], 0)


def _draw(plot: Plot, points: Iterable[_Point], series: int, name: str) -> None:
    """A line through successive years, broken where a year has no documents."""
    for run in _runs(points):
        plot.line([(point.year, point.value) for point in run], series, name)
        name = ""
        for point in run:
            plot.mark((point.year, point.value), series, point.hint, is_hollow=point.n < SMALL)


def _runs(points: Iterable[_Point]) -> list[list[_Point]]:
    runs: list[list[_Point]] = []
    for point in points:
        if not runs or point.year > runs[-1][-1].year + 1:
            runs.append([])
        runs[-1].append(point)
    return runs
