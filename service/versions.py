"""Settings → the registry of model versions, with the keys that they name: the one way in which the service gets it."""

from pathlib import Path

from models.registry import Registry
from service.settings import Settings

HOME = "home"


def open_registry(settings: Settings) -> Registry:
    """The model versions of the settings' home folder."""
    return Registry(settings.models_folder, _named(settings.signing_key), _named(settings.trusted_keys))


def _named(value: str) -> Path | None:
    """The file that a setting names, absolute, since workers may stand in another folder; None for the home's own."""
    return None if value == HOME else Path(value).absolute()
