"""What a key may allow."""

from enum import StrEnum


class Scope(StrEnum):
    """A part of the API; admin includes all others."""

    TAG = "tag"
    LABEL = "label"
    TRAIN = "train"
    ADMIN = "admin"
