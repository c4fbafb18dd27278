"""A feed (RSS or Atom), or the export of a WordPress site → a Document for each post."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpora.document import Document, Reason
from corpora.errors import UnreadableError
from corpora.readers.line_writer import tag_of
from corpora.readers.post import Post, Site
from corpora.readers.sloppy_xml import MendedXml
from corpora.readers.titles import title_for

_ROOTS = ("{*}rss", "{*}feed", "{*}RDF")
_POSTS = ("{*}item", "{*}entry")
_TOO_COSTLY = (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_ENTITY_LOOP)


def read(stream: BinaryIO, name: str) -> Iterator[Document]:
    """Yield a Document for each post, in the order of the feed; of an export only what is published.

    Raises:
        UnreadableError: there is no post, or what comes after the posts so far cannot be read.
    """
    number = 0
    site = None
    for node in post_nodes(stream):
        site = site or Site.of(node)
        post = Post(node, site)
        if post.is_published:
            number += 1
            yield _to_document(post, f"{name}#{post.key or number}")
    if not number:
        raise UnreadableError(Reason.NO_TEXT, "a feed without a published post")


def post_nodes(stream: BinaryIO) -> Iterator[etree._Element]:
    """Yield the elements of posts; each is emptied when the next is asked for.

    Raises:
        UnreadableError: the feed is broken, too costly to parse, or declares entities.
    """
    events = etree.iterparse(
        MendedXml(stream),
        events=("start", "end"),
        tag=_ROOTS + _POSTS,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, node in events:
            if event == "start":
                _refuse_entities(node)
            elif tag_of(node) in ("item", "entry"):
                yield node
                _forget(node)
    except etree.XMLSyntaxError as error:
        reason = Reason.TOO_COSTLY if error.code in _TOO_COSTLY else Reason.CORRUPT
        raise UnreadableError(reason, f"a feed that is broken: {error.msg}") from error


def _to_document(post: Post, id: str) -> Document:
    text = post.text
    return Document(
        id,
        text,
        title_for(post.title, text),
        post.language,
        post.date,
        post.site.title,
        post.authors,
        post.subjects,
        problem=None if text else Reason.NO_TEXT,
    )


def _refuse_entities(node: etree._Element) -> None:
    declared = node.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise UnreadableError(Reason.CORRUPT, "a feed that declares entities of its own, which can hide a bomb")


def _forget(node: etree._Element) -> None:
    """Let go of a post and of all before it, so that a large export needs no more memory than a small one."""
    node.clear()
    while node.getprevious() is not None:
        del node.getparent()[0]
