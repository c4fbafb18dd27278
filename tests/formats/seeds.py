"""Valid files of every format, and a way to read each in this process: what fuzzing begins with."""

import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from tempfile import TemporaryFile

import pyarrow as pa
from pyarrow import parquet as pq

from corpora.errors import UnreadableError
from corpora.readers import plain, tables
from corpora.readers.archives import members
from corpora.readers.child import MODULES
from corpora.readers.kinds import Kind, tell_kind
from corpora.readers.tables import Columns
from tests.formats.archives import to_streamed_zip, to_tar, to_zip
from tests.formats.office import to_docx, to_odt, to_rtf, unzipped, zipped
from tests.formats.pdf import to_encrypted_pdf, to_image_pdf, to_pdf
from tests.formats.web import to_atom, to_html, to_rss, to_wxr

TEXTS = {
    "en": "Guards left the ward\nThe women's prison is run by nobody since Monday.\n- a first step\n- more",
    "es": "Un pabellón sin custodios\nDesde el lunes nadie dirige la cárcel; ¿quién responde?\n- un paso\n- más",
}
MARKDOWN = "---\ntitle: Plan\ndate: 2014-03-27\n---\n# Plan *nacional*\n\n- uno\n- [dos](/x)\n\n| a |\n|---|\n| c |\n"
POSTS = [{"id": 7, "title": "Ward", "content": "<p>Guards <b>left</b> &amp; went [gallery a=b].</p>\n<p>No</p>"}]
ROWS = (
    b'{"id": "a", "text": "La polic\xc3\xada", "date": "2014-03"}\n{"text": "x", "title": null, "n": [1.5e3, true]}\n'
)
TABLE = 'id;text;title\na;"Guards, ""left""\nit";Ward\nb;Ley;\n'
FILES = {"a/b.txt": b"La cana" * 20, "a/": b"", "c.zip": to_zip({"d.txt": b"x"})}
TEXT_PARTS = {"docx": ("word/document.xml", to_docx), "odt": ("content.xml", to_odt)}

Read = Callable[[bytes], int]


@cache
def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """Valid files by the name of what reads them; a few bytes of each can be changed without breaking it whole."""
    texts = tuple(TEXTS.values())
    return {
        "pdf": (*(to_pdf(text) for text in texts), to_encrypted_pdf("x", ""), to_image_pdf(1, texts[0])),
        "docx": tuple(map(to_docx, texts)),
        "docx text": tuple(unzipped(to_docx(text))["word/document.xml"] for text in texts),
        "odt": tuple(map(to_odt, texts)),
        "odt text": tuple(unzipped(to_odt(text))["content.xml"] for text in texts),
        "rtf": tuple(map(to_rtf, texts)),
        "html": tuple(to_html(text, "Ward", language).encode() for language, text in TEXTS.items()),
        "markdown": (MARKDOWN.encode(),),
        "feed": (to_wxr(POSTS), to_rss(POSTS), to_atom(POSTS)),
        "parquet": tuple(_to_parquet(compression) for compression in ("none", "snappy")),
        "jsonl": (ROWS,),
        "csv": (TABLE.encode(), TABLE.replace(";", ",").encode("utf-16")),
        "text": tuple(text.encode(encoding) for text in texts for encoding in ("utf-8", "cp1252", "utf-16")),
        "zip": (to_zip(FILES), to_streamed_zip(FILES)),
        "tar": tuple(to_tar(FILES, packing) for packing in ("", "gz", "bz2", "xz")),
    }


def read_as(name: str, content: bytes) -> int:
    """Read bytes with one reader, in this process; the number of documents, or members, up to where it gave up.

    What it raises but `UnreadableError` comes through: a finding.
    """
    with TemporaryFile() as file:
        file.write(_wrapped(name, content))
        file.flush()
        number = 0
        try:
            file.seek(0)
            for number, _ in enumerate(_read(name, file), start=1):  # noqa: B007
                pass
        except UnreadableError:
            pass
        return number


def _read(name: str, file: io.BufferedRandom) -> Iterator[object]:
    match name.removesuffix(" text"):
        case "zip" | "tar":
            yield from (member.stream and member.stream.read() for member in members(file, "fuzzed"))
        case "jsonl":
            yield from tables.read_jsonl(file, "fuzzed", Columns())
        case "csv":
            yield from tables.read_csv(file, "fuzzed", Columns())
        case "text":
            yield tell_kind(file, "fuzzed")
            file.seek(0)
            yield from plain.read(file, "fuzzed")
        case kind:
            yield from import_module(f"corpora.readers.{MODULES[Kind[kind.upper()]]}").read(file, "fuzzed")


def _wrapped(name: str, content: bytes) -> bytes:
    """The text of an office file in its package, whose checksums a change of the whole would break."""
    kind, _, part = name.partition(" ")
    if not part:
        return content
    place, write = TEXT_PARTS[kind]
    return zipped(unzipped(write("x")) | {place: content})


def _to_parquet(compression: str) -> bytes:
    buffer = io.BytesIO()
    table = pa.table({"id": ["a", "b"], "text": list(TEXTS.values()), "date": [None, "2014-03-27"]})
    pq.write_table(table, buffer, compression=compression)
    return buffer.getvalue()
