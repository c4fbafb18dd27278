"""How people agree → the terminal: a line for each label and two people, then the texts in dispute."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpora.agreement import Agreement, agreements
from corpora.standing import Standing

COLUMNS = ("label", "people", "texts", "agreed on", "kappa")


def print_agreement(console: Console, texts: dict[str, Standing]) -> None:
    """Print it, given where each text stands by digest; kappa is a dash where chance alone would make them agree."""
    by_author = [standing.labels_by_author for standing in texts.values()]
    labels = sorted({label for chosen in by_author for labels in chosen.values() for label in labels})
    table = Table(*COLUMNS, box=None, padding=(0, 2, 0, 0))
    for pair in agreements(by_author, labels):
        table.add_row(*map(Text, _cells(pair)))
    console.print(table if table.rows else "No two people labelled the same text yet.")
    for digest, standing in texts.items():
        if standing.is_disputed:
            console.print(_dispute(digest, standing))


def _cells(pair: Agreement) -> tuple[str, ...]:
    kappa = "–" if pair.kappa is None else f"{pair.kappa:.2f}"
    return pair.label, ", ".join(pair.authors), f"{pair.n_texts:,}", f"{pair.n_agreed:,}", kappa


def _dispute(digest: str, standing: Standing) -> Text:
    text = Text(f"\n{digest}", style="bold")
    for author, vote in standing.by_author.items():
        text.append(f"\n  {author}: {', '.join(vote.labels) or 'none'}", style="not bold")
    return text
