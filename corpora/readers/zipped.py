"""An office file, a zip of XML parts → its parts as trees, each counted before it is unpacked and parsed."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from lxml import etree

from corpora.document import Reason
from corpora.errors import UnreadableError
from corpora.readers.zips import open_zip

MOST_RATIO = 100
SMALL_BYTES = 50 * 2**20
MOST_PART_BYTES = 64 * 2**20
MOST_NODES = 3_000_000

_IS_ENCRYPTED = 0x1


@contextmanager
def open_package(stream: BinaryIO) -> Iterator[ZipFile]:
    """Open a zip after a look at what it would unpack to.

    Raises:
        UnreadableError: `corrupt`; `too_large` where it has too many parts; `too_costly` where it unpacks to more than
            SMALL_BYTES and MOST_RATIO times its size.
    """
    with open_zip(stream) as package:
        parts = package.infolist()
        unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
        if unpacked > max(SMALL_BYTES, MOST_RATIO * packed):
            raise UnreadableError(Reason.TOO_COSTLY, f"unpacks from {packed:,} to {unpacked:,} bytes; save it anew")
        yield package


def read_part(package: ZipFile, name: str) -> etree._Element | None:
    """Parse one XML part; None where it is not there. Comments and processing instructions are left out.

    Raises:
        UnreadableError: `encrypted`; `too_large` over MOST_PART_BYTES; `too_costly` over MOST_NODES, or nested deeper
            than 256; `corrupt` where it is damaged, or brings entities of its own, which no office program writes.
    """
    content = _unpack(package, name)
    if content is None:
        return None
    if content.count(b"<") + content.count(b"=") > MOST_NODES:  # tags and attributes
        raise UnreadableError(Reason.TOO_COSTLY, f"{name} has more than {MOST_NODES:,} nodes; split the document")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _explain(error, name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError(Reason.CORRUPT, f"{name} declares a document type, which may hide an attack")
    return root


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace, which differs between editions of a standard."""
    return str(element.tag).rpartition("}")[2]


def nearest(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of a name below another, in order, without those that stand within one found."""
    for child in element:
        if name_of(child) == name:
            yield child
        else:
            yield from nearest(child, name)


def text_at(element: etree._Element | None, *names: str) -> str:
    """The text of the first child that has any, by names in order of preference; else nothing."""
    found = ((element.findtext(f"{{*}}{name}") or "").strip() for name in names if element is not None)
    return next(filter(None, found), "")


def _unpack(package: ZipFile, name: str) -> bytes | None:
    part = package.NameToInfo.get(name)
    if part is None:
        return None
    if part.flag_bits & _IS_ENCRYPTED:
        raise UnreadableError(Reason.ENCRYPTED, "a file with a password; save it without one")
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # the others unpack without a bound, and are not allowed
        raise UnreadableError(Reason.CORRUPT, f"{name} is packed in a way that office files are not")
    try:
        with package.open(part) as stream:
            content = stream.read(MOST_PART_BYTES + 1)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableError(Reason.CORRUPT, f"{name} is damaged; save the document anew") from error
    if len(content) > MOST_PART_BYTES:
        raise UnreadableError(Reason.TOO_LARGE, f"{name} has more than {MOST_PART_BYTES:,} bytes; split the document")
    return content


def _explain(error: etree.XMLSyntaxError, name: str) -> UnreadableError:
    if error.code in (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NO_MEMORY):
        return UnreadableError(Reason.TOO_COSTLY, f"{name} would take too much to parse: {error.msg}")
    return UnreadableError(Reason.CORRUPT, f"{name} is not well-formed: {error.msg}")
