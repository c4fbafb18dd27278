"""POST /v1/tag/file with a PDF of 100 pages: median time, and the service's memory over 200 uploads.

Runs on this machine, over loopback, with the current model version of POLICY_TAGGER_HOME (or var). Exit status 1 when
the median is over 1.5 s, or when memory still grows after the first quarter of the uploads.
"""

import os
import statistics
import sys
import time
from functools import partial
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

from generated import generate_texts
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from rich.progress import track
from rich.table import Table
from speed import POLICY_TAGGER, serve

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.formats.pdf import draw_pdf

PAGES = 100
LINES_A_PAGE = 32
WORDS_A_LINE = 14
UPLOADS = 200
MOST_MEDIAN_SECONDS = 1.5
MOST_GROWTH = 0.05
BOUNDARY = "7d1a5f0c2b"


def main() -> int:
    """Upload, print a table and return the exit status."""
    body = to_form(write_pdf())
    seconds, megabytes = [], []
    with serve([POLICY_TAGGER, "serve"], "/readyz") as connection:
        for _ in track(range(UPLOADS), "uploading", console=Console(stderr=True)):
            seconds.append(upload(connection, body))
            megabytes.append(memory_of_children())
    settled, last = megabytes[UPLOADS // 4], megabytes[-1]
    table = Table("what", "figure", title=f"{UPLOADS} uploads of a PDF of {PAGES} pages, {len(body) / 1e6:.1f} MB")
    table.add_row("p50", f"{statistics.median(seconds):.2f} s")
    table.add_row("p95", f"{statistics.quantiles(seconds, n=20)[-1]:.2f} s")
    for place in (0, UPLOADS // 4, UPLOADS // 2, UPLOADS - 1):
        table.add_row(f"memory of the service after {place + 1}", f"{megabytes[place]:.0f} MB")
    Console().print(table)
    return int(statistics.median(seconds) > MOST_MEDIAN_SECONDS or last > (1 + MOST_GROWTH) * settled)


def write_pdf() -> bytes:
    """A Spanish report of a hundred pages, of the corpus's own sentences, with a running head and page numbers."""
    spanish = islice(generate_texts(random_state=0), 1, 2 * PAGES, 2)
    return draw_pdf([partial(draw_page, number=number, words=text.split()) for number, text in enumerate(spanish, 1)])


def draw_page(canvas: Canvas, number: int, words: list[str]) -> None:
    """One page."""
    canvas.drawString(72, 810, "Informe anual de seguridad")
    canvas.drawString(300, 30, str(number))
    canvas.setFont("Helvetica", 9)
    for line in range(LINES_A_PAGE):
        start = line * WORDS_A_LINE
        canvas.drawString(50, 770 - 20 * line, " ".join(words[start : start + WORDS_A_LINE]))


def to_form(content: bytes) -> bytes:
    """A multipart body with one file."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(connection: HTTPConnection, body: bytes) -> float:
    """Seconds that one upload takes."""
    started = time.perf_counter()
    connection.request("POST", "/v1/tag/file", body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200 or b'"not_judged"' in content:
        raise RuntimeError(f"status {answer.status}: {content[:500]!r}")
    return time.perf_counter() - started


def memory_of_children() -> float:
    """Resident memory of all processes below this one, in MB."""
    pages = sum(resident_pages(pid) for pid in descendants(os.getpid()))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def descendants(pid: int) -> list[int]:
    """Process ids below a process."""
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [found for child in children for found in (child, *descendants(child))]


def resident_pages(pid: int) -> int:
    """Resident memory of a process in pages; 0 when it has just ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except FileNotFoundError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
