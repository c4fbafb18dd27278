"""What can be wrong with text that is handed in."""

from corpora.document import Reason


class CorpusError(Exception):
    """A file cannot be used; the message says where, what and what is allowed."""


class UnreadableError(Exception):
    """Nothing can be read from a document, and why.

    reason : what stands in its record.
    detail : for people: what was found and what to do.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason.value)
        self.reason = reason
        self.detail = detail
