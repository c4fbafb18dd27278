"""The Parquet file of a job → its rows as JSON Lines or CSV, a row group at a time, so that memory stays flat."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from service.parts import to_rows
from service.problems import problem
from service.rows import open_rows

MEDIA_TYPES = {
    "jsonl": "application/jsonl",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
LINE_END = b"\r\n"  # of the csv module


class JobFile(FileResponse):
    """A file of a job, or 404 where the job was removed just now."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        if await run_in_threadpool(Path(self.path).exists):
            await super().__call__(scope, receive, send)
        else:
            await problem(404, "the job was removed")(scope, receive, send)


def stream_rows(tags: Path, form: str) -> Iterator[bytes]:
    """The rows as `policy-tagger tag --out FILE.<form>` writes them; form is jsonl or csv."""
    with TemporaryDirectory() as folder, pq.ParquetFile(tags) as file:
        part = Path(folder, f"part.{form}")
        for number in range(file.num_row_groups):
            with open_rows(part) as write:
                for row in to_rows(file.read_row_group(number)):
                    write(row)
            content = part.read_bytes()
            yield content.split(LINE_END, 1)[1] if form == "csv" and number else content
