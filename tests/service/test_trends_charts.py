from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from service.trends import Trends
from service.trends_charts import ticks_to, year_plots, year_ticks
from service.trends_texts import TEXTS
from service.voice import Voice
from tests.service.archive import LABELS, build_archive, build_row
from training.markup import to_html

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])


def plots(rows: list[dict[str, Any]], language: str) -> list[ET.Element]:
    trends = Trends(LABELS)
    for row in rows:
        trends.add(row)
    return [ET.fromstring(to_html(plot)) for plot in year_plots(trends, Voice(language, TEXTS))]


def hints(plot: ET.Element, series: int) -> list[str]:
    marks = [mark for mark in plot.iter() if mark.get("class", "").endswith(f"series-{series}")]
    return [title.text or "" for mark in marks for title in mark.findall("title")]


@LANGUAGES
def test_there_is_a_plot_for_each_label_and_one_of_the_documents(language: str) -> None:
    found = plots(build_archive(), language)
    captions = [plot.findtext("figcaption") or "" for plot in found]
    assert [label for label, caption in zip(LABELS, captions, strict=False) if label in caption] == list(LABELS)
    assert captions[-1] == TEXTS[language]["count plot"]


@LANGUAGES
def test_doubt_and_failure_stand_in_every_plot_with_marks_of_their_own(language: str) -> None:
    for plot in plots(build_archive(), language):
        assert all(hints(plot, series) for series in (0, 1, 2))
        shapes = {
            mark.get("class", "").split()[-1]: mark.tag for mark in plot.iter() if "shape" in mark.get("class", "")
        }
        assert shapes == {"series-0": "circle", "series-1": "polygon", "series-2": "polygon"}


def test_years_without_documents_are_gaps() -> None:
    rows = [build_row(number, date=str(year)) for number, year in enumerate((2010, 2011, 2014, 2015, 2018))]
    *_, plot = plots(rows, "en")
    lines = [line.get("points", "").split() for line in plot.iter("polyline") if line.get("class") == "line series-0"]
    assert [len(points) for points in lines] == [2, 2, 1]


def test_small_counts_are_hollow() -> None:
    rows = [build_row(number, date="2010" if number < 29 else "2011") for number in range(59)]
    plot = plots(rows, "en")[0]
    classes = [mark.get("class") for mark in plot.iter("circle") if mark.findall("title")]
    assert classes == ["shape hollow series-0", "shape full series-0"]


def test_hints_tell_share_interval_and_counts() -> None:
    rows = [
        build_row(n, date=str(2010 + n % 2), labels=["prevention"] if n < 20 else ["enforcement"]) for n in range(80)
    ]
    assert hints(plots(rows, "en")[1], 0) == ["2010: 25.0% [14.2–40.2%], 10 / 40", "2011: 25.0% [14.2–40.2%], 10 / 40"]
    assert hints(plots(rows, "es")[1], 0)[0] == "2010: 25,0\N{NO-BREAK SPACE}% [14,2–40,2\N{NO-BREAK SPACE}%], 10 / 40"


def test_a_single_year_makes_no_plot() -> None:
    assert plots([build_row(0), build_row(1, date=None)], "es") == []


def test_a_year_of_which_nothing_could_be_judged_has_no_share_of_labels() -> None:
    unread = {"outcome": "not_judged", "reason": "image_only", "labels": []}
    rows = [build_row(0, date="2010"), build_row(1, date="2011", **unread), build_row(2, date="2012")]
    plot = plots(rows, "en")[0]
    assert [hint[:4] for hint in hints(plot, 0)] == ["2010", "2012"]
    assert [hint.split("[")[0] for hint in hints(plot, 2)] == ["2010: 0.0% ", "2011: 100.0% ", "2012: 0.0% "]


@pytest.mark.parametrize(("first", "last"), [(2005, 2026), (2010, 2011), (1900, 2026), (2001, 2008)])
def test_a_few_years_are_written_at_the_axis(first: int, last: int) -> None:
    ticks = year_ticks(first, last)
    assert ticks[-1] == last
    assert first <= ticks[0]
    assert 2 <= len(ticks) <= 7
    assert len({b - a for a, b in pairwise(ticks)}) == 1


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (0.05, [0, 0.01, 0.02, 0.03, 0.04, 0.05]),
        (0.31, [0, 0.1, 0.2, 0.3, 0.4]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (52, [0, 20, 40, 60]),
        (12345, [0, 5000, 10000, 15000]),
    ],
)
def test_axes_end_at_round_numbers(top: float, ticks: list[float]) -> None:
    assert ticks_to(top) == pytest.approx(ticks)
