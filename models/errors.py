"""What can go wrong with a model version, named for what the caller can do."""


class ModelError(Exception):
    """A model version cannot be used."""


class NoVersionError(ModelError):
    """There is no such version, or none at all: train one or name another."""


class ArtefactError(ModelError):
    """A stored version is not what its manifest says, or was made with other libraries: train it anew."""


class BusyError(ModelError):
    """Another process trains: wait until it is done."""
