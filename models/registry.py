"""Model versions in a folder: written whole or not at all, signed, checked before they are unpickled."""

import hashlib
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.errors import ModelError, NoVersionError
from models.locks import locked
from models.manifest import FORMAT, Manifest, installed_libraries
from models.rests import Rest, never
from models.signatures import Keys
from models.stored_version import MANIFEST_FILE, MODEL_FILE, SIGNATURE_FILE, StoredVersion, dump_model
from models.whole_files import is_abandoned, write_folder, write_whole

CURRENT_FILE = "current"
KEYS_FOLDER = "keys"
LOCK_FILE = ".current.lock"
MOST_HISTORY = 100
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"  # of a version; no other ever becomes part of a path


@dataclass(frozen=True, slots=True)
class Registry:
    """The versions under one folder; plain values, so that it travels to any worker.

    folder : holds a folder for each version, and the file `current` with the name of the one that serves.
    signing_key, trusted_keys : the files of the keys that versions are signed with and that are trusted, where they
        are not those in the folder.
    """

    folder: Path
    signing_key: Path | None = None
    trusted_keys: Path | None = None

    @property
    def keys(self) -> Keys:
        """What versions are signed with, and whose are opened."""
        return Keys(self.folder / KEYS_FOLDER, self.signing_key, self.trusted_keys)

    def versions(self) -> list[str]:
        """Names of the stored versions, oldest first."""
        return sorted(path.parent.name for path in self.folder.glob(f"[!.]*/{MANIFEST_FILE}"))

    def current(self) -> str:
        """Name of the version that serves.

        Raises:
            NoVersionError: no version was made current yet.
        """
        version = self.serving()
        if version is None:
            raise NoVersionError(f"no model version in {self.folder}; make one with `policy-tagger train`")
        return version

    def serving(self) -> str | None:
        """The same, or None where no version was made current yet."""
        return next(iter(self.history()), None)

    def history(self) -> list[str]:
        """Names of the version that serves and of those that served before it, the latest first."""
        try:
            return (self.folder / CURRENT_FILE).read_text(encoding="utf-8", errors="replace").split()
        except FileNotFoundError:
            return []

    def make_current(self, version: str) -> None:
        """Let a stored version serve from now on.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: its manifest cannot be read.
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

    def put_back(self, history: list[str]) -> None:
        """Let what served at an earlier moment serve again, as `history` told it then."""
        with locked(self.folder / LOCK_FILE):
            if self.history() != history:
                self._write_history(history)

    def read_manifest(self, version: str) -> Manifest:
        """The manifest of a version as it stands there, for showing: `check` says whether to believe it.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: the manifest cannot be read.
        """
        return self._stored(version).read_manifest()

    def verify(self, version: str) -> str:
        """The fingerprint of the trusted key that signed the manifest of a version, which this release can load.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: no trusted key did, or its format, a library or its name differs.
        """
        return self._stored(version).verify()[1]

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

        Raises:
            ArtefactError: there is no key to sign it with that is trusted here.
            OSError: the disk is full, or fails otherwise.
        """
        content = dump_model(model)
        signer = self.keys.signer()
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
        files = {name: text.encode("utf-8", "replace") for name, text in attach(manifest).items()}
        digests = {name: hashlib.sha256(file).hexdigest() for name, file in files.items()}
        manifest = replace(manifest, files=digests)
        described = manifest.to_bytes()
        signed = {MODEL_FILE: content, MANIFEST_FILE: described, SIGNATURE_FILE: signer.sign(described)}
        write_folder(self.folder / manifest.version, files | signed)
        return manifest

    def load(self, version: str, rest: Rest = never) -> tuple[Any, Manifest]:
        """Load a version's model once it is sure who made it, and that its bytes and libraries are the manifest's.

        rest : called between two steps.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: it is not signed by a trusted key, a digest or a library differs, or a file is missing.
        """
        return self._stored(version).load(rest)

    def check(self, version: str) -> Manifest:
        """The manifest of a version, once it is sure that it could be loaded.

        Raises:
            NoVersionError, ArtefactError: as `load` does.
        """
        return self._stored(version).check()[0]

    def can_load(self, version: str) -> bool:
        """Whether a version could be loaded."""
        try:
            self.check(version)
        except ModelError:
            return False
        return True

    def holds(self, version: str) -> bool:
        """Whether there is a version of this name."""
        is_name = re.fullmatch(NAME_PATTERN, version) is not None
        return is_name and (self.folder / version / MANIFEST_FILE).is_file()

    def read_file(self, version: str, name: str) -> bytes | None:
        """A file that was attached to a version, such as its report, or None; raises what `load` does."""
        return self._stored(version).read_file(name)

    def remove_drafts(self) -> None:
        """Remove what processes left behind that were ended while they wrote.

        Only for whoever knows that no other process is storing a version.
        """
        for path in self.folder.glob(".*.*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f".{CURRENT_FILE}.") and path.name != LOCK_FILE and is_abandoned(path):
                path.unlink(missing_ok=True)

    def _earlier(self) -> list[str]:
        """The history from the previous version on."""
        history = self.history()
        while history := history[1:]:
            if self.can_load(history[0]):
                return history
        raise NoVersionError(f"no version in {self.folder} that served before the current one could serve again")

    def _stored(self, version: str) -> StoredVersion:
        if not self.holds(version):
            known = ", ".join(self.versions()) or "none"
            raise NoVersionError(f"no model version {version!r} in {self.folder}; there is: {known}")
        return StoredVersion(self.folder / version, self.keys)

    def _write_history(self, versions: list[str]) -> None:
        """The current version first: one write changes what serves and what served before."""
        lines = "".join(f"{version}\n" for version in versions[:MOST_HISTORY])
        write_whole(self.folder / CURRENT_FILE, lines.encode())
