"""A multipart body, as it streams in → one file, written as it comes, and the other fields."""

import re
from contextlib import AbstractContextManager
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

MOST_FIELDS = 100
MOST_FIELD_BYTES = 10_000
_SURROGATES = re.compile("[\ud800-\udfff]")


class MultipartError(Exception):
    """The body is not a form that can be taken."""


class UnexpectedFileError(MultipartError):
    """It holds a second file, or one in another field."""


class FormWriter(AbstractContextManager["FormWriter"]):
    """Takes a form piece by piece; memory stays flat however large the file.

    Parameters
    ----------
    content_type : str
        Header of the request, which names the boundary.
    file_field : str
        Name of the field that is a file.
    file : BinaryIO
        Its content goes there.

    Attributes
    ----------
    fields : dict
        The others, by name; of one that comes twice the last.
    filename : str or None
        What the client calls the file; None until it has come.

    Raises
    ------
    MultipartError
        By every method: the body is broken, or a field is too long; UnexpectedFileError is one.
    """

    def __init__(self, content_type: str, file_field: str, file: BinaryIO) -> None:
        self.fields: dict[str, str] = {}
        self.filename: str | None = None
        self._file_field = file_field
        self._file = file
        self._header = [b"", b""]
        self._disposition = b""
        self._name = ""
        self._field: bytearray | None = None
        self._is_whole = False
        boundary = parse_options_header(content_type)[1].get(b"boundary")
        if not boundary:
            raise MultipartError("the Content-Type names no boundary")
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_header_field": lambda data, start, end: self._extend_header(0, data[start:end]),
                    "on_header_value": lambda data, start, end: self._extend_header(1, data[start:end]),
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._end_headers,
                    "on_part_data": self._take,
                    "on_part_end": self._end_part,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise MultipartError(str(error)) from error

    def write(self, piece: bytes) -> None:
        """Take the next piece of the body."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise MultipartError("the form is broken") from error

    def finish(self) -> None:
        """Say that there is no more."""
        if not self._is_whole:
            raise MultipartError("the form is cut off")

    def __exit__(self, *exception: object) -> None:
        self._parser.close()

    def _begin_part(self) -> None:
        self._disposition = b""

    def _extend_header(self, part: int, piece: bytes) -> None:
        self._header[part] += piece

    def _end_header(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = value
        self._header = [b"", b""]

    def _end_headers(self) -> None:
        options = parse_options_header(self._disposition)[1]
        self._name = _decode(options.get(b"name", b""))
        if b"filename" not in options:
            self._field = bytearray()
            return
        if self._name != self._file_field or self.filename is not None:
            raise UnexpectedFileError(f"send one file, in the field {self._file_field!r}")
        self.filename, self._field = _SURROGATES.sub("", _decode(options[b"filename"])), None

    def _take(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self._file.write(memoryview(data)[start:end])
            return
        self._field += data[start:end]
        if len(self._field) > MOST_FIELD_BYTES:
            raise MultipartError(f"a field of more than {MOST_FIELD_BYTES} bytes")

    def _end_part(self) -> None:
        if self._field is not None:
            self.fields[self._name] = _decode(bytes(self._field))
        if len(self.fields) > MOST_FIELDS:
            raise MultipartError(f"more than {MOST_FIELDS} fields")

    def _end(self) -> None:
        self._is_whole = True


def _decode(raw: bytes) -> str:
    """Bytes that are no UTF-8 become lone surrogates, which are refused where a value is checked."""
    return raw.decode("utf-8", "surrogateescape")
