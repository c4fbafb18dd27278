"""A gate → the section of a report with its table: what the candidate gained and lost, and what was asked of it."""

from collections.abc import Iterator

from training.gate import Check, Gate
from training.markup import Element, node, table
from training.report_texts import Words
from training.slices import ALL

COLUMNS = ("check", "n", "candidate", "current", "difference", "interval", "limit", "result")


def gate_section(gate: Gate, words: Words) -> Iterator[Element]:
    """What was compared with what, and a row for each check; words turns keys into the language of the page."""
    verdict = words("gate_open" if gate.passed else "gate_shut")
    content = [node("h2", words("gate")), node("p", f"{verdict} {_comparison(gate, words)}")]
    if gate.checks:
        content += [node("p", words("gate_note")), table(map(words, COLUMNS), (_row(c, words) for c in gate.checks))]
    yield node("section", *content)


def _comparison(gate: Gate, words: Words) -> str:
    if gate.obstacle:
        return f"{words('gate_uncompared')} {words(gate.obstacle)}." + (f" {gate.detail}" if gate.detail else "")
    return words("gate_facts").format(version=gate.current, n=gate.n_documents)


def _row(check: Check, words: Words) -> list[str]:
    about = [words(part) for part in (check.label, check.language) if part != ALL]
    interval = "" if check.low is None or check.high is None else f"[{check.low:+.3f}, {check.high:+.3f}]"
    return [
        ", ".join([words(check.measure), *about]),
        str(check.n_documents),
        f"{check.candidate:.3f}",
        f"{check.current:.3f}",
        f"{check.difference:+.3f}",
        interval,
        f"{check.limit:+.2f}" if check.limit < 0 else f"{check.limit:.2f}",
        words("passed" if check.passed else "failed"),
    ]
