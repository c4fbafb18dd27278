"""Splits labelled documents into the open half, for choosing among variants, and the closed one, for the last look.

Usage: python benchmarks/halves.py LABELLED.jsonl DIR writes DIR/open.jsonl and DIR/closed.jsonl.
"""

import sys
from pathlib import Path

from ablation import open_half

from corpora.jsonl import read_lines


def main() -> None:
    """Write the two files."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(str(row["id"]), line) for (_, row), line in zip(read_lines(source), _lines(source), strict=True)]
    for name, wanted in (("open", True), ("closed", False)):
        lines = [line for identity, line in rows if open_half(identity) == wanted]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.strip()]


if __name__ == "__main__":
    main()
