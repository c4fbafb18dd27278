"""Model versions in a folder: written whole or not at all, checked before they are unpickled."""

import hashlib
import io
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from hmac import compare_digest
from pathlib import Path
from typing import Any

import joblib

from models.errors import ArtefactError, ModelError, NoVersionError
from models.locks import locked
from models.manifest import FORMAT, Manifest, check_fit, installed_libraries

MODEL_FILE = "model.joblib"
MANIFEST_FILE = "manifest.json"
CURRENT_FILE = "current"
LOCK_FILE = ".current.lock"
MOST_HISTORY = 100
ABANDONED_AFTER_SECONDS = 3600


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
        history = self.history()
        if not history:
            raise NoVersionError(f"no model version in {self.folder}; make one with `policy-tagger train`")
        return history[0]

    def history(self) -> list[str]:
        """Names of the version that serves and of those that served before it, the latest first."""
        try:
            return (self.folder / CURRENT_FILE).read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return []

    def make_current(self, version: str) -> None:
        """Let a stored version serve from now on.

        Raises:
            NoVersionError: there is no such version.
        """
        self.read_manifest(version)
        with locked(self.folder / LOCK_FILE):
            history = self.history()
            if history[:1] != [version]:
                self._write_history([version, *history])

    def previous(self) -> str:
        """Name of the version that served before the current one and could serve again; others are passed over.

        Raises:
            NoVersionError: there is none.
        """
        return self._earlier()[0]

    def step_back(self) -> str:
        """Let the previous version serve, and return its name; may be repeated.

        Raises:
            NoVersionError: there is none.
        """
        with locked(self.folder / LOCK_FILE):
            earlier = self._earlier()
            self._write_history(earlier)
        return earlier[0]

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

    def save(
        self,
        model: object,
        *,
        created: str,
        attach: Callable[[Manifest], Mapping[str, str]] = lambda manifest: {},
        **facts: Any,
    ) -> Manifest:
        """Store a model as a new version, atomically; facts are the manifest's other fields.

        attach : what else belongs into its folder, text by file name.
        """
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
        texts = {**attach(manifest), MANIFEST_FILE: json.dumps(asdict(manifest), indent=1, ensure_ascii=False)}
        files = {name: text.encode("utf-8", "replace") for name, text in texts.items()}
        self._write(manifest.version, files | {MODEL_FILE: content})
        return manifest

    def load(self, version: str) -> tuple[Any, Manifest]:
        """Load a version's model once its bytes and libraries are what the manifest says.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: the digest or a library version differs, or the file is missing.
        """
        manifest, content = self._read(version)
        return joblib.load(io.BytesIO(content)), manifest

    def check(self, version: str) -> Manifest:
        """The manifest of a version, once it is sure that it could be loaded.

        Raises:
            NoVersionError, ArtefactError: as `load` does.
        """
        return self._read(version)[0]

    def remove_drafts(self) -> None:
        """Remove what processes left behind that were ended while they wrote.

        Only for whoever knows that no other process is storing a version.
        """
        for path in self.folder.glob(".*.*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f".{CURRENT_FILE}.") and path.name != LOCK_FILE and _is_abandoned(path):
                path.unlink(missing_ok=True)

    def _earlier(self) -> list[str]:
        """The history from the previous version on."""
        history = self.history()
        while history := history[1:]:
            with suppress(ModelError):
                self.check(history[0])
                return history
        raise NoVersionError(f"no version in {self.folder} that served before the current one could serve again")

    def _read(self, version: str) -> tuple[Manifest, bytes]:
        manifest = self.read_manifest(version)
        path = self.folder / version / MODEL_FILE
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ArtefactError(f"{path}: cannot be read: {error}") from error
        if not compare_digest(hashlib.sha256(content).hexdigest(), manifest.sha256):
            raise ArtefactError(f"{path}: its SHA-256 is not the manifest's; it was not opened. Train a new version.")
        check_fit(manifest)
        return manifest, content

    def _write(self, version: str, files: Mapping[str, bytes]) -> None:
        target = self.folder / version
        draft = self.folder / f".{version}.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, content in files.items():
            _write_whole(draft / name, content)
        if target.exists():  # the same model, stored within the same second
            shutil.rmtree(draft)
        else:
            draft.rename(target)

    def _write_history(self, versions: list[str]) -> None:
        """The current version first: one write changes what serves and what served before."""
        lines = "".join(f"{version}\n" for version in versions[:MOST_HISTORY])
        _write_whole(self.folder / CURRENT_FILE, lines.encode())


def _is_abandoned(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > ABANDONED_AFTER_SECONDS
    return False


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
