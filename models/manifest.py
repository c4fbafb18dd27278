"""What a model version is made of, and whether this release can load it."""

from dataclasses import dataclass, field
from importlib.metadata import version as library_version
from typing import Any

from models.errors import ArtefactError

LIBRARIES = ("joblib", "numpy", "scikit-learn", "scipy", "spacy")
FORMAT = 3  # to be raised when stored models no longer fit the code


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of. sha256 is that of its model file; created is UTC, ISO 8601.

    held_out_digest : of the documents that it was kept from, by which it was judged.
    people : what was learnt from people's labels; empty where nothing was asked of them.
    gate : how it did against the version that was current, row by row; None where nobody looked.
    run : the job that trained it, or "".
    """

    version: str
    created: str
    corpus_digest: str
    labels: list[str]
    n_examples: int
    config: dict[str, Any]
    metrics: dict[str, Any]
    sha256: str
    libraries: dict[str, str] = field(default_factory=dict)
    format: int = 0
    held_out_digest: str = ""
    people: dict[str, Any] = field(default_factory=dict)
    gate: dict[str, Any] | None = None
    run: str = ""


def installed_libraries() -> dict[str, str]:
    """Versions of the libraries whose objects are in a model file."""
    return {name: library_version(name) for name in LIBRARIES}


def check_fit(manifest: Manifest) -> None:
    """Check that this release and its libraries can load a version.

    Raises:
        ArtefactError: the format or a library version differs.
    """
    if manifest.format != FORMAT:
        raise ArtefactError(
            f"version {manifest.version} has format {manifest.format}, this release reads {FORMAT}; train a new version"
        )
    installed = installed_libraries()
    other = [
        f"{name} {made_with} (here {installed.get(name, 'missing')})"
        for name, made_with in manifest.libraries.items()
        if installed.get(name) != made_with
    ]
    if other or not manifest.libraries:
        raise ArtefactError(
            f"version {manifest.version} was made with {', '.join(other) or 'unknown libraries'}; train a new version"
        )
