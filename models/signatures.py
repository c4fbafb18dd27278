"""Who made a version: Ed25519 keys in files, signatures of manifests, and whose versions are opened.

A signature covers the manifest's bytes, and the manifest holds the digests of all other files of its version.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from models.errors import ArtefactError
from models.locks import locked
from models.whole_files import PRIVATE, write_whole

SIGNING_FILE = "signing.pem"
TRUSTED_FILE = "trusted.pem"
LOCK_FILE = ".lock"
FINGERPRINT_CHARACTERS = 16

_CONTEXT = b"policy-tagger manifest 1\n"  # no signature of anything else is one of a manifest
_PUBLIC_KEY = re.compile(b"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with one private key."""

    key: Ed25519PrivateKey

    def sign(self, manifest: bytes) -> bytes:
        """The content of the signature file of a manifest: the key's fingerprint and the signature in base64."""
        signature = base64.b64encode(self.key.sign(_CONTEXT + manifest)).decode()
        return f"{fingerprint_of(self.key.public_key())} {signature}\n".encode()


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys are, as plain values that travel to any worker. All files are PEM.

    folder : holds the pair that is made at the first training, and the trusted keys, where no other files are named.
    signing : of the private key that new versions are signed with.
    trusted : of the public keys, one after the other, whose versions are opened.
    """

    folder: Path
    signing: Path | None = None
    trusted: Path | None = None

    @property
    def signing_file(self) -> Path:
        """The file of the private key."""
        return self.signing or self.folder / SIGNING_FILE

    @property
    def trusted_file(self) -> Path:
        """The file of the public keys."""
        return self.trusted or self.folder / TRUSTED_FILE

    def signer(self) -> Signer:
        """What signs new versions, once it is sure that they will be trusted here.

        In the folder, a pair that is missing is made, and its public key is added to the trusted ones. Files that were
        named are never written.

        Raises:
            ArtefactError: the private key cannot be read, or its public key is not among the trusted ones.
        """
        if self.signing is None and not self.signing_file.exists():
            self._make_pair()
        signer = Signer(_read_private(self.signing_file))
        public = signer.key.public_key()
        if self.trusted is None:
            self._trust(public)
        elif fingerprint_of(public) not in self.trusted_keys():
            raise ArtefactError(
                f"{self.trusted_file} does not hold the public key of {self.signing_file}: what it signs would not be "
                f"opened here. Add it: openssl pkey -in {self.signing_file} -pubout >> {self.trusted_file}"
            )
        return signer

    def trusted_keys(self) -> dict[str, Ed25519PublicKey]:
        """The public keys whose versions are opened, by fingerprint; none where there is no file.

        Raises:
            ArtefactError: the file cannot be read, or a key in it is none.
        """
        try:
            content = self.trusted_file.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise ArtefactError(f"{self.trusted_file}: the trusted keys cannot be read: {error}") from error
        keys = (_parse_public(found, self.trusted_file) for found in _PUBLIC_KEY.findall(content))
        return {fingerprint_of(key): key for key in keys}

    def verify(self, manifest: bytes, signature: Path) -> str:
        """The fingerprint of the trusted key that signed a manifest, by its signature file.

        Raises:
            ArtefactError: it is not signed, by an unknown key, or it is not what was signed.
        """
        named, signed = _read_signature(signature)
        key = self.trusted_keys().get(named)
        if key is None:
            raise ArtefactError(
                f"{signature.parent}: signed by the key {named}, which is not among those in {self.trusted_file}; it "
                "was not opened. Add the key if its owner is to be trusted, else train a new version"
            )
        try:
            key.verify(signed, _CONTEXT + manifest)
        except InvalidSignature as error:
            raise ArtefactError(
                f"{signature.parent}: its manifest is not what the key {named} signed; it was not opened. "
                "Train a new version"
            ) from error
        return named

    def _make_pair(self) -> None:
        with locked(self.folder / LOCK_FILE):
            if not self.signing_file.exists():
                key = Ed25519PrivateKey.generate()
                pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                write_whole(self.signing_file, pem, mode=PRIVATE)

    def _trust(self, public: Ed25519PublicKey) -> None:
        with locked(self.folder / LOCK_FILE):
            if fingerprint_of(public) not in self.trusted_keys():
                known = self.trusted_file.read_bytes() if self.trusted_file.exists() else b""
                pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                write_whole(self.trusted_file, known + pem)


def fingerprint_of(key: Ed25519PublicKey) -> str:
    """What a public key is called: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:FINGERPRINT_CHARACTERS]


def _read_private(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ArtefactError(f"{path}: the key that signs versions cannot be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ArtefactError(f"{path}: not an Ed25519 key; make one: openssl genpkey -algorithm ed25519 -out {path}")
    return key


def _parse_public(pem: bytes, path: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ArtefactError(f"{path}: a trusted key cannot be read: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ArtefactError(f"{path}: a trusted key is not an Ed25519 key; take it out")
    return key


def _read_signature(path: Path) -> tuple[str, bytes]:
    """The fingerprint that a signature file names, and the signature."""
    try:
        named, signature = path.read_text(encoding="ascii").split()
        return named, base64.b64decode(signature, validate=True)
    except OSError as error:
        raise ArtefactError(f"{path}: not signed, so it was not opened: {error}. Train a new version") from error
    except (ValueError, binascii.Error) as error:
        raise ArtefactError(f"{path}: not a signature; its version was not opened. Train a new version") from error
