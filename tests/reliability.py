"""The figures that fault and attack tests measure, and the page that a run over all of them writes.

A test says which case it belongs to and what it found:

    @pytest.mark.case(1)
    def test_too_large_a_body_is_refused(measured): measured("memory rise, MB", 3.2, most=20)

The figures are printed at the end of every run; `--reliability FILE` writes them as a page (`make test-hard`).
"""

import os
import platform
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

CASES = {
    1: "Bodies over the limit",
    2: "JSON that is none, or too deep",
    3: "Slow clients, and what a proxy must do",
    4: "Contradicting lengths, wrong media types",
    5: "Bombs: PDF, DOCX, zip, gzip, XML",
    6: "Archives that lie or reach outside",
    7: "Text that is costly to look at",
    8: "Keys that are missing, wrong or not enough",
    9: "Unknown fields, foreign origins, too many requests",
    10: "Model files that were tampered with",
    11: "Poisoned labels",
    12: "kill -9, full disk, no database, a clock that jumps",
    13: "Mixed traffic, and load beside a bare echo",
    14: "Every route and every reader under generated input",
    15: "Injection, secrets and texts in logs",
    16: "Mutants of the models and the gate",
}
ELSEWHERE = {16: "Measured by `make mutants`: see [mutants.md](mutants.md)."}
COLUMNS = ("test", "figure", "measured", "asked", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a test measured: a number, or words where `least` and `most` are None.

    goal : the most that was asked for, where that is not reached yet; a test fails by `least` and `most` only.
    """

    name: str
    value: float | str
    least: float | None = None
    most: float | None = None
    goal: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether it lies within what was asked."""
        if isinstance(self.value, str):
            return True
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def asked(self) -> str:
        """What was asked, in words."""
        bounds = (("at least", self.least), ("at most", self.most), ("**missed:** at most", self._missed))
        return ", ".join(f"{word} {bound:,g}" for word, bound in bounds if bound is not None)

    @property
    def _missed(self) -> float | None:
        is_missed = self.goal is not None and not isinstance(self.value, str) and self.value > self.goal
        return self.goal if is_missed else None


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Note a figure, and fail where it is not what was asked: measured("seconds", 1.2, most=5)."""

    def note(name: str, value: float | str, **bounds: float | None) -> None:
        figure = Figure(name, value if isinstance(value, str) else float(value), **bounds)
        request.node.user_properties.append(("figure", astuple(figure)))  # plain, to travel between processes
        assert figure.is_met, f"{name}: {value}; asked: {figure.asked}"

    return note


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Remember the case of each test, so that its report knows it."""
    for item in items:
        for mark in item.iter_markers("case"):
            item.user_properties.append(("case", mark.args[0]))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the figures; write the page where one was asked for, which keeps what tests of an earlier run found."""
    found = _reports(terminalreporter)
    if any(_figures(report) for reports in found.values() for report in reports):
        terminalreporter.section("figures")
        for line in _lines(found):
            terminalreporter.write_line(line)
    if path := config.getoption("reliability"):
        earlier = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(
            to_markdown(found, config.getoption("rounds"), config.getoption("minutes"), earlier), encoding="utf-8"
        )
        terminalreporter.write_line(f"wrote {path}")


def to_markdown(found: dict[int, list[pytest.TestReport]], rounds: int, minutes: float, earlier: str = "") -> str:
    """The page: a table a case, with the rows of an earlier page for tests that did not run now."""
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    head = (
        "# Reliability\n\nWritten by `make test-hard`: every attack and fault that the service is tested against, and "
        f"what was measured. {date.today()}, {machine}; faults repeated {rounds} times, mixed traffic for {minutes:g} "
        "minutes.\n"
    )
    return "\n".join([head, *(_section(case, found.get(case, []), _rows_of(earlier, case)) for case in CASES)])


def _reports(reporter: Any) -> dict[int, list[pytest.TestReport]]:
    found = defaultdict[int, list[pytest.TestReport]](list)
    for outcome in ("passed", "failed", "skipped", "xfailed", "xpassed"):
        for report in reporter.stats.get(outcome, []):
            properties = dict(report.user_properties)
            if "case" in properties:
                found[properties["case"]].append(report)
    return dict(sorted(found.items()))


def _figures(report: pytest.TestReport) -> list[Figure]:
    return [Figure(*value) for name, value in report.user_properties if name == "figure"]


def _lines(found: dict[int, list[pytest.TestReport]]) -> Iterator[str]:
    for case, reports in found.items():
        for report in reports:
            for figure in _figures(report):
                asked = f" ({figure.asked})" if figure.asked else ""
                yield f"case {case}: {_name(report)}: {figure.name}: {_number(figure.value)}{asked}"


def _section(case: int, reports: list[pytest.TestReport], earlier: list[str]) -> str:
    title = f"## {case}. {CASES[case]}\n\n"
    new = [_line(row) for report in sorted(reports, key=lambda report: report.nodeid) for row in _rows(report)]
    names = {_name_of_test(line) for line in new}
    rows = sorted([*new, *(line for line in earlier if _name_of_test(line) not in names)], key=_name_of_test)
    if not rows:
        return f"{title}{ELSEWHERE.get(case, 'Not run.')}\n"
    return title + "\n".join([_line(COLUMNS), _line(("---",) * len(COLUMNS)), *rows]) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _name_of_test(line: str) -> str:
    return line.split(" | ", maxsplit=1)[0]


def _rows_of(page: str, case: int) -> list[str]:
    """The rows that stand under a case on a page."""
    _, _, rest = page.partition(f"\n## {case}. ")
    lines = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return lines[2:]


def _rows(report: pytest.TestReport) -> list[tuple[str, ...]]:
    outcome = {"passed": "holds", "skipped": "**skipped**"}.get(report.outcome, "**fails**")
    figures = _figures(report)
    if not figures:
        return [(_name(report), "", "", "", outcome)]
    return [(_name(report), each.name, _number(each.value), each.asked, outcome) for each in figures]


def _name(report: pytest.TestReport) -> str:
    path, _, name = report.nodeid.partition("::")
    words = f"{Path(path).stem.removeprefix('test_')}: {name.removeprefix('test_')}"
    return words.replace("_", " ").replace("|", "/")


def _number(value: float | str) -> str:
    return value.replace("|", "/") if isinstance(value, str) else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
