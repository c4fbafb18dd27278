"""The folder of a model version → its manifest, its model and its reports, opened once it is sure whose they are.

A model file runs code as it is opened. So its bytes are read once, and before they are opened the manifest must be
signed by a trusted key and fit this release, and hold the name of the folder and the digest of the bytes.
"""

import hashlib
import pickle
import zlib
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Any

from models.errors import ArtefactError
from models.manifest import Manifest, check_fit
from models.rests import Rest, RestfulFile, never
from models.signatures import Keys

MODEL_FILE = "model.pickle.zlib"
MANIFEST_FILE = "manifest.json"
SIGNATURE_FILE = "manifest.sig"


def dump_model(model: object) -> bytes:
    """The content of a model file."""
    return zlib.compress(pickle.dumps(model, protocol=5), level=3)


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """What lies in a folder that bears a version's name; keys are those that it may be signed with."""

    folder: Path
    keys: Keys

    def read_manifest(self) -> Manifest:
        """The manifest as it stands there, whoever wrote it.

        Raises:
            ArtefactError: it cannot be read.
        """
        return self._parse(self._bytes_of(MANIFEST_FILE))

    def verify(self) -> tuple[Manifest, str]:
        """The manifest and the fingerprint of the trusted key that signed it.

        Raises:
            ArtefactError: it cannot be read, is not signed by a trusted key, belongs to a version of another name, or
                this release or its libraries cannot load what it describes.
        """
        content = self._bytes_of(MANIFEST_FILE)
        manifest = self._parse(content)
        check_fit(manifest)
        signer = self.keys.verify(content, self.folder / SIGNATURE_FILE)
        if manifest.version != self.folder.name:
            raise ArtefactError(
                f"{self.folder}: holds version {manifest.version} under another name; it was not opened. "
                "Rename the folder back, or train a new version"
            )
        return manifest, signer

    def check(self) -> tuple[Manifest, bytes]:
        """The manifest and the bytes of the model, which could be opened.

        Raises:
            ArtefactError: as `verify`, or the model is not the manifest's.
        """
        manifest, _ = self.verify()
        return manifest, self._bytes_as(MODEL_FILE, manifest.sha256)

    def load(self, rest: Rest = never) -> tuple[Any, Manifest]:
        """The model and its manifest.

        rest : called between two steps.

        Raises:
            ArtefactError: as `check`; nothing of it was opened.
        """
        manifest, content = self.check()
        return pickle.Unpickler(RestfulFile(zlib.decompress(content), rest)).load(), manifest

    def read_file(self, name: str) -> bytes | None:
        """What else belongs to the version, such as its report; None where there is no such file.

        Raises:
            ArtefactError: as `verify`, or the file is not the manifest's.
        """
        manifest, _ = self.verify()
        return self._bytes_as(name, manifest.files[name]) if name in manifest.files else None

    def _parse(self, content: bytes) -> Manifest:
        try:
            return Manifest.from_bytes(content)
        except ValueError as error:
            raise ArtefactError(f"{self.folder / MANIFEST_FILE}: not a manifest: {error}") from error

    def _bytes_as(self, name: str, sha256: str) -> bytes:
        content = self._bytes_of(name)
        if not compare_digest(hashlib.sha256(content).hexdigest(), sha256):
            path = self.folder / name
            raise ArtefactError(f"{path}: its SHA-256 is not the manifest's; it was not opened. Train a new version.")
        return content

    def _bytes_of(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise ArtefactError(f"{self.folder / name}: cannot be read: {error}") from error
