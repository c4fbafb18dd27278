"""How a peer and the benchmark talk: tasks are folders of labels.json, train.jsonl, test.jsonl; they get scores.jsonl.

The standard library alone is used, since every peer has an environment of its own.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Rows = list[dict]
Scores = Mapping[str, Sequence[Sequence[float]]]
Score = Callable[[Rows, Rows, list[str]], Scores]


def answer(score: Score) -> None:
    """For every folder of the command line: train, score its test rows and write what every system says of them.

    score : (train rows, test rows, labels) → system → a score a label for every test row, higher for likelier.
    """
    for folder in map(Path, sys.argv[1:]):
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        train, test = (read(folder / f"{name}.jsonl") for name in ("train", "test"))
        systems = score(train, test, labels)
        rows = (
            {"id": row["id"], "scores": {name: list(map(float, scores[i])) for name, scores in systems.items()}}
            for i, row in enumerate(test)
        )
        write(folder / "scores.jsonl", rows)


def read(path: Path) -> Rows:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write(path: Path, rows: Iterable[dict]) -> None:
    """Write objects as JSONL."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
