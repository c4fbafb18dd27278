"""What a model version is made of, and whether this release can load it."""

import json
from dataclasses import asdict, dataclass, field, fields
from importlib.metadata import version as library_version
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from models.errors import ArtefactError

LIBRARIES = ("numpy", "scikit-learn", "scipy", "spacy")
FORMAT = 4  # to be raised when stored models no longer fit the code


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of. sha256 is that of its model file; created is UTC, ISO 8601.

    held_out_digest : of the documents that it was kept from, by which it was judged.
    people : what was learnt from people's labels; empty where nothing was asked of them.
    gate : how it did against the version that was current, row by row; None where nobody looked.
    run : the job that trained it, or "".
    files : SHA-256 of what else is in its folder, by name.
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
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Manifest":
        """Read what `to_bytes` wrote, now or in an earlier release.

        Raises:
            ValueError: it is none; a field is missing, unknown or of another kind, or holds half a character.
        """
        try:
            manifest = cls(**json.loads(content))
            json.dumps(asdict(manifest), ensure_ascii=False).encode()
        except (TypeError, RecursionError) as error:
            raise ValueError(str(error)) from error
        hints = get_type_hints(cls)
        wrong = [each.name for each in fields(cls) if not _is_of(getattr(manifest, each.name), hints[each.name])]
        if wrong:
            raise ValueError(f"{', '.join(wrong)}: of the wrong kind")
        return manifest

    def to_bytes(self) -> bytes:
        """The same as JSON: what is signed."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False).encode("utf-8", "replace")


def _is_of(value: object, hint: Any) -> bool:
    """Whether a value is of the kind that an annotation names, whatever it holds."""
    hints = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return any(isinstance(value, get_origin(each) or each) for each in hints)


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
