"""What fault and attack tests measured ends up on the page, and what is not as asked fails them."""

import pytest

from tests.reliability import CASES, Figure, to_markdown

pytest_plugins = ["pytester"]

TEST = """
import pytest

@pytest.mark.case(1)
@pytest.mark.parametrize("rise", [3.25, 900.0])
def test_memory_is_bounded(measured, rise):
    measured("rise, MB", rise, most=20)

@pytest.mark.case(4)
def test_no_figure_here():
    pass

def test_of_no_case():
    pass
"""


def test_a_run_writes_a_table_a_case(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "import pytest\nfrom pathlib import Path\n"
        "from tests.reliability import measured, pytest_collection_modifyitems, pytest_terminal_summary\n"
        "def pytest_addoption(parser):\n"
        "    parser.addoption('--rounds', type=int, default=2)\n"
        "    parser.addoption('--minutes', type=float, default=1)\n"
        "    parser.addoption('--reliability', type=Path)\n"
    )
    pytester.makepyfile(TEST)
    run = pytester.runpytest_inprocess("--reliability", "page.md", "-p", "no:cacheprovider")
    run.assert_outcomes(passed=3, failed=1)
    page = (pytester.path / "page.md").read_text(encoding="utf-8")
    name = "a run writes a table a case: memory is bounded"
    assert f"| {name}[3.25] | rise, MB | 3.25 | at most 20 | holds |" in page
    assert f"| {name}[900.0] | rise, MB | 900 | at most 20 | **fails** |" in page
    assert "no figure here |  |  |  | holds |" in page
    assert "of no case" not in page
    assert page.count("\n## ") == len(CASES)
    assert page.count("Not run.") == len(CASES) - 3
    assert "## 16. Mutants of the models and the gate\n\nMeasured by `make mutants`" in page


def test_a_second_run_keeps_what_it_did_not_run_itself() -> None:
    row = "| load: every client is answered | requests that failed | 0 | at most 0 | holds |"
    first = to_markdown({}, 2, 1).replace(
        "## 13. Mixed traffic, and load beside a bare echo\n\nNot run.",
        (f"## 13. Half an hour\n\n| test | figure | measured | asked |  |\n| --- | --- | --- | --- | --- |\n{row}"),
    )
    assert row in first
    assert row in to_markdown({}, 2, 1, first)
    assert row not in to_markdown({}, 2, 1)


@pytest.mark.parametrize(
    ("figure", "is_met", "asked"),
    [
        (Figure("seconds", 1.0, most=2), True, "at most 2"),
        (Figure("seconds", 3.0, most=2), False, "at most 2"),
        (Figure("rate", 3.0, least=4), False, "at least 4"),
        (Figure("killed", "child, worker"), True, ""),
        (Figure("seconds", 3.0, most=5, goal=2), True, "at most 5, **missed:** at most 2"),
        (Figure("seconds", 1.0, most=5, goal=2), True, "at most 5"),
    ],
)
def test_a_figure_knows_whether_it_is_met(figure: Figure, is_met: bool, asked: str) -> None:
    assert (figure.is_met, figure.asked) == (is_met, asked)
