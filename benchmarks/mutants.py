"""Mutants of the models and of the gate → which of them the tests notice; exit status 1 where they are too few.

mutmut changes one thing at a time, such as a comparison, a number or an argument, and runs the tests that reach it. It
works in a copy of the checkout, since it writes beside what it reads. What survives is explained in docs/mutants.md.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mutmut.configuration import reset_config
from mutmut.mutation.file_mutation import mutate_file_contents

ROOT = Path(__file__).parents[1]
LEAST_KILLED = 0.85
MODULES = (
    "models/bag.py",
    "models/batch.py",
    "models/chunks.py",
    "models/classifier.py",
    "models/decision.py",
    "models/evidence.py",
    "models/features.py",
    "models/figures.py",
    "models/function_words.py",
    "models/known_words.py",
    "models/language.py",
    "models/longtext.py",
    "models/multilingual.py",
    "models/profile.py",
    "models/record.py",
    "models/segments.py",
    "models/spans.py",
    "training/gate.py",
    "training/judging.py",
)
COPIED = ("corpora", "models", "training", "service", "tests", "pyproject.toml")
KILLED = {1, 3, 24, -24, 36, 152, 255}  # a test failed, pytest itself did, or time ran out
CONFIG = """
[tool.mutmut]
source_paths = ["corpora", "models", "training", "service"]
only_mutate = ["{module}"]
pytest_add_cli_args = ["-m", "not long", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["{test}"]
timeout_constant = 20.0  # seconds: a busy machine is no reason to call a mutant killed
timeout_multiplier = 5.0
"""
# What takes most of the time is done once, by code without a mutant: to train the version that tests tag with, and to
# load it. Every mutant is tried in a fork of the process in which the tests passed.
QUICKER = """

LOADED: dict = {{}}
load = Tagger.load
Tagger.load = lambda registry: LOADED.get(registry.folder) or LOADED.setdefault(registry.folder, load(registry))


@pytest.fixture(scope="session")
def home(tiny_corpus: Path) -> Path:
    registry = Registry(Path("{home}", "models"))
    if not registry.versions():
        registry.make_current(train_version(tiny_corpus, registry).version)
    return registry.folder.parent


settings.register_profile("quick", deadline=None, max_examples=20, derandomize=True)
settings.load_profile("quick")
"""


@dataclass(frozen=True)
class Verdict:
    """What became of the mutants of a module that were tried; survivors by their names in mutmut."""

    module: str
    n_mutants: int
    n_tried: int
    survivors: tuple[str, ...]

    @property
    def n_killed(self) -> int:
        """How many the tests noticed."""
        return self.n_tried - len(self.survivors)


def main() -> None:
    """Make the mutants of the modules given, or of all, run the tests on them, and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=MODULES, help="for example models/decision.py")
    parser.add_argument("--children", type=int, default=os.cpu_count(), help="how many are tested at a time")
    parser.add_argument("--sample", type=int, help="how many mutants of each module are tried; otherwise all")
    parser.add_argument("--folder", type=Path, help="where to work, and what to go on with; otherwise a new one")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="mutants-"))
    verdicts = []
    for module in options.modules:
        place = copy_checkout(folder, module)
        mutmut(place, "run", "--max-children", str(options.children), *choose_mutants(place, module, options.sample))
        verdicts.append(read_verdict(place, module))
        for name in verdicts[-1].survivors:
            print(f"{name}:\n{textual_change(place, name)}", flush=True)
    print("\n".join(to_table(verdicts)))
    sys.exit(share_killed(verdicts) < LEAST_KILLED)


def copy_checkout(folder: Path, module: str) -> Path:
    """Copy what the tests of a module need, with the configuration of mutmut, to a place of its own."""
    place = folder / module.removesuffix(".py").replace("/", "-")
    place.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / name, place)
    with (place / "pyproject.toml").open("a") as file:
        file.write(CONFIG.format(module=module, test=f"tests/{Path(module).parent}/test_{Path(module).name}"))
    with (place / "tests" / "conftest.py").open("a") as file:
        file.write("\nfrom models.tagger import Tagger\n" + QUICKER.format(home=folder / "home"))
    return place


def choose_mutants(place: Path, module: str, n: int | None) -> list[str]:
    """The names of n mutants of a module, always the same; none, which stands for all, where n is not given."""
    if n is None:
        return []
    reset_config()
    with contextlib.chdir(place):
        names = mutate_file_contents(module, Path(module).read_text(encoding="utf-8")).mutant_names
    names = [f"{module.removesuffix('.py').replace('/', '.')}.{name}" for name in names]
    return random.Random(module).sample(names, min(n, len(names)))


def mutmut(place: Path, *arguments: str) -> str:
    """What mutmut prints."""
    command = [Path(sys.executable).with_name("mutmut"), *arguments]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=place, check=True, capture_output=True, text=True, env=environment).stdout


def read_verdict(place: Path, module: str) -> Verdict:
    """What mutmut found out about a module."""
    found = json.loads((place / "mutants" / f"{module}.meta").read_text())["exit_code_by_key"]
    tried = {name: status for name, status in found.items() if status is not None}
    return Verdict(module, len(found), len(tried), tuple(n for n, status in tried.items() if status not in KILLED))


def textual_change(place: Path, name: str) -> str:
    """The lines of a mutant that differ, as in a diff."""
    lines = mutmut(place, "show", name).splitlines()
    return "\n".join(line for line in lines if line[:1] in ("+", "-") and line[:3] not in ("+++", "---"))


def to_table(verdicts: list[Verdict]) -> Iterator[str]:
    """A row a module, and one for all, in Markdown."""
    yield "| module | mutants | tried | killed | |"
    yield "|---|---|---|---|---|"
    for verdict in verdicts:
        yield _row(f"`{verdict.module}`", [verdict])
    yield _row("all", verdicts)


def share_killed(verdicts: list[Verdict]) -> float:
    """Of the mutants that were tried, from 0 to 1."""
    return sum(v.n_killed for v in verdicts) / sum(v.n_tried for v in verdicts)


def _row(name: str, verdicts: list[Verdict]) -> str:
    sums = (sum(v.n_mutants for v in verdicts), sum(v.n_tried for v in verdicts), sum(v.n_killed for v in verdicts))
    return f"| {name} | {' | '.join(map(str, sums))} | {share_killed(verdicts):.0%} |"


if __name__ == "__main__":
    main()
