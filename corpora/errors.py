"""What can be wrong with text that is handed in."""


class CorpusError(Exception):
    """A corpus file cannot be used; the message says where, what and what is allowed."""
