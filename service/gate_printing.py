"""The gate of a manifest → its table in the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Column, Table


def print_gate(console: Console, gate: dict[str, Any] | None) -> None:
    """Print what was compared with what, a row for each check, and whether the version may serve."""
    if gate is None:
        console.print("never compared with another version", highlight=False)
        return
    if gate["obstacle"]:
        console.print(f"not compared: {gate['obstacle']} {gate['detail']}".rstrip(), highlight=False, markup=False)
    else:
        console.print(_table(gate))
    console.print("the gate lets it serve" if gate["passed"] else "the gate refuses it", highlight=False)


def _table(gate: dict[str, Any]) -> Table:
    title = f"beside {gate['current']}, on {gate['n_documents']} documents that are held out"
    columns = ("n", "candidate", "current", "difference", "bounds", "limit", "")
    table = Table(Column("check", no_wrap=True), *columns, title=title, box=None, padding=(0, 1, 0, 0))
    for check in gate["checks"]:
        bounds = "" if check["low"] is None else f"{check['low']:+.3f} {check['high']:+.3f}"
        figures = (f"{check['candidate']:.3f}", f"{check['current']:.3f}", f"{check['difference']:+.3f}")
        style = "" if check["passed"] else "bold red"
        verdict = "" if check["passed"] else "✗"
        table.add_row(
            check["what"], str(check["n_documents"]), *figures, bounds, f"{check['limit']:+.2f}", verdict, style=style
        )
    return table
