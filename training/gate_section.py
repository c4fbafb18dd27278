"""A gate → the section of a report with its table: what the candidate gained and lost, and what was asked of it."""

from collections.abc import Iterator

from training.gate import Check, Gate
from training.markup import Element, node, table
from training.report_words import Words
from training.slices import ALL

COLUMNS = ("check", "n", "candidate", "current", "difference", "interval", "limit", "result")


def gate_section(gate: Gate, words: Words) -> Iterator[Element]:
    """What was compared with what, and a row for each check; words turns keys into the language of the page."""
    verdict = words("gate_open" if gate.passed else "gate_shut")
    content = [node("h2", words("gate")), node("p", f"{verdict} {_comparison(gate, words)}")]
    if gate.checks:
        rows = (_row(check, words) for check in gate.checks)
        content += [node("p", words("gate_note")), table(words("gate"), map(words, COLUMNS), rows)]
    yield node("section", *content)


def _comparison(gate: Gate, words: Words) -> str:
    if gate.obstacle:
        return f"{words('gate_uncompared')} {words(gate.obstacle)}." + (f" {gate.detail}" if gate.detail else "")
    return words("gate_facts").format(version=gate.current, n=words.count(gate.n_documents))


def _row(check: Check, words: Words) -> list[str]:
    about = [words(part) for part in (check.label, check.language) if part != ALL]
    interval = "" if check.low is None or check.high is None else words.interval(check.low, check.high, signed=True)
    return [
        ", ".join([words(check.measure), *about]),
        words.count(check.n_documents),
        words.decimal(check.candidate, 3),
        words.decimal(check.current, 3),
        words.decimal(check.difference, 3, signed=True),
        interval,
        words.decimal(check.limit),
        words("passed" if check.passed else "failed"),
    ]
