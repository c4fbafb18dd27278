"""Paths → documents with their records, one by one: what `policy-tagger show` prints."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from itertools import islice

from corpora.document import Document
from corpora.files import FileReader
from models.record import TagRecord
from models.tagger import BATCH, Tagger
from service.shards import Task
from service.tagging import contents_of


def tag_each(paths: Sequence[str], task: Task) -> Generator[tuple[Document, TagRecord]]:
    """Yield every document of paths with its record, in order."""
    tagger = Tagger.load(task.registry, task.version)
    with FileReader() as reader:
        documents = (reader.parse(content) for content in contents_of(reader, paths))
        stated = (replace(document, language=document.language or task.language) for document in documents)
        while batch := list(islice(stated, BATCH)):
            yield from zip(batch, tagger.tag(batch, evidence=task.evidence), strict=True)
