"""Coverage-guided fuzzing of the readers by Atheris: `pip install atheris`, then `fuzz_readers.py --minutes 1 pdf rtf`.

Each reader gets bytes that libFuzzer changes by what they reach, from valid files on, in a process of its own. What it
raises but its own error, takes over `SECONDS` for, or dies of, is a finding: its bytes are left in the folder, which
is printed. Exit status 1 where there are any.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
SECONDS = 10
MEGABYTES = 2048
MOST_BYTES = 2**16
INSTRUMENTED = ("corpora", "striprtf", "markdown_it", "pypdf", "zipfile", "tarfile", "csv")


def main() -> int:
    """Fuzz the named readers, by default all, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="*")
    parser.add_argument("--minutes", type=float, default=1, help="for each of them")
    parser.add_argument("--folder", type=Path, help="where seeds, what was learnt, and findings are kept")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="fuzzed-"))
    if asked.inside:
        fuzz(asked.readers[0], folder, asked.minutes)
    from tests.formats.seeds import seeds

    n_findings = 0
    for reader in asked.readers or seeds():
        n_findings += run(reader, folder / reader.replace(" ", "-"), asked.minutes)
    return int(n_findings > 0)


def run(reader: str, folder: Path, minutes: float) -> int:
    """Fuzz one reader in a process of its own; the number of findings, which are printed."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, reader, "--inside", "--folder", str(folder), "--minutes", str(minutes)]
    with (folder / "log").open("wb") as log:
        status = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    lines = (folder / "log").read_text(errors="replace").splitlines()
    done = [line for line in lines if line.startswith("Done ")]
    findings = sorted(path.name for path in folder.glob("*-*") if path.is_file())
    print(
        f"{reader}: {done[-1] if done else f'exit status {status}, see {folder}/log'}; findings: {findings or 'none'}"
    )
    return len(findings) or int(status != 0)


def fuzz(reader: str, folder: Path, minutes: float) -> None:
    """Fuzz one reader in this process, which libFuzzer ends."""
    import atheris

    with atheris.instrument_imports(include=list(INSTRUMENTED), enable_loader_override=False):
        from tests.formats.seeds import read_as, seeds

        read_as(reader, b"x")  # which imports it
    learnt = folder / "learnt"
    learnt.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds()[reader]):
        (learnt / f"seed{number}").write_bytes(seed)
    options = {
        "artifact_prefix": f"{folder}/",
        "max_total_time": round(60 * minutes),
        "max_len": MOST_BYTES,
        "timeout": SECONDS,
        "rss_limit_mb": MEGABYTES,
        "detect_leaks": 0,
        "print_final_stats": 1,
    }
    flags = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *flags, str(learnt)], lambda content: read_as(reader, content) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
