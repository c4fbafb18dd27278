"""Model versions in a folder: written whole or not at all, checked before they are unpickled."""

import hashlib
import io
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from hmac import compare_digest
from importlib.metadata import version as library_version
from pathlib import Path
from typing import Any

import joblib

from models.errors import ArtefactError, NoVersionError

LIBRARIES = ("joblib", "numpy", "scikit-learn", "scipy", "spacy")
MODEL_FILE = "model.joblib"
MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "current"
FORMAT = 2  # to be raised when stored models no longer fit the code


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of. sha256 is that of its model file; created is UTC, ISO 8601."""

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


class Registry:
    """The versions under one folder.

    Parameters
    ----------
    folder : Path
        Holds a folder for each version, and the file `current` with the name of the one that serves.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self) -> list[str]:
        """Names of the stored versions, oldest first."""
        return sorted(path.parent.name for path in self.folder.glob(f"[!.]*/{MANIFEST_FILE}"))

    def current(self) -> str:
        """Name of the version that serves.

        Raises:
            NoVersionError: no version was made current yet.
        """
        try:
            return (self.folder / CURRENT_FILE).read_text(encoding="utf-8").strip()
        except FileNotFoundError as error:
            raise NoVersionError(f"no model version in {self.folder}; make one with `policy-tagger train`") from error

    def make_current(self, version: str) -> None:
        """Let a stored version serve from now on.

        Raises:
            NoVersionError: there is no such version.
        """
        self.read_manifest(version)
        _write_whole(self.folder / CURRENT_FILE, f"{version}\n".encode())

    def read_manifest(self, version: str) -> Manifest:
        """Read the manifest of a version.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: the manifest cannot be read.
        """
        if version not in self.versions():
            known = ", ".join(self.versions()) or "none"
            raise NoVersionError(f"no model version {version!r} in {self.folder}; there is: {known}")
        path = self.folder / version / MANIFEST_FILE
        try:
            return Manifest(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise ArtefactError(f"{path}: not a manifest: {error}") from error

    def save(self, model: object, *, created: str, **facts: Any) -> Manifest:
        """Store a model as a new version, atomically; facts are the manifest's other fields."""
        buffer = io.BytesIO()
        joblib.dump(model, buffer, compress=3)
        content = buffer.getvalue()
        digest = hashlib.sha256(content).hexdigest()
        stamp = created.replace("-", "").replace(":", "")[:15]
        manifest = Manifest(
            version=f"{stamp}-{digest[:8]}",
            created=created,
            sha256=digest,
            libraries=installed_libraries(),
            format=FORMAT,
            **facts,
        )
        self._write(manifest, content)
        return manifest

    def load(self, version: str) -> tuple[Any, Manifest]:
        """Load a version's model once its bytes and libraries are what the manifest says.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: the digest or a library version differs, or the file is missing.
        """
        manifest = self.read_manifest(version)
        path = self.folder / version / MODEL_FILE
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ArtefactError(f"{path}: cannot be read: {error}") from error
        if not compare_digest(hashlib.sha256(content).hexdigest(), manifest.sha256):
            raise ArtefactError(f"{path}: its SHA-256 is not the manifest's; it was not opened. Train a new version.")
        check_fit(manifest)
        return joblib.load(io.BytesIO(content)), manifest

    def _write(self, manifest: Manifest, content: bytes) -> None:
        target = self.folder / manifest.version
        draft = self.folder / f".{manifest.version}.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        _write_whole(draft / MODEL_FILE, content)
        _write_whole(draft / MANIFEST_FILE, json.dumps(asdict(manifest), indent=1, ensure_ascii=False).encode())
        if target.exists():  # the same model, stored within the same second
            shutil.rmtree(draft)
        else:
            draft.rename(target)


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


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
