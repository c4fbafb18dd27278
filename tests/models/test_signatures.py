import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from models.errors import ArtefactError
from models.signatures import Keys, fingerprint_of

MANIFEST = b'{"version": "v1"}'


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys")


@pytest.fixture
def signature(tmp_path: Path, keys: Keys) -> Path:
    """The signature file of the manifest."""
    path = tmp_path / "manifest.sig"
    path.write_bytes(keys.signer().sign(MANIFEST))
    return path


def name_of(keys: Keys) -> str:
    return fingerprint_of(keys.signer().key.public_key())


def test_a_manifest_that_was_signed_here_is_trusted_here(keys: Keys, signature: Path) -> None:
    assert keys.verify(MANIFEST, signature) == name_of(keys)


def test_the_pair_is_made_once_and_its_private_half_is_for_its_owner_only(keys: Keys) -> None:
    first = name_of(keys)
    assert name_of(keys) == first
    assert stat.S_IMODE(os.stat(keys.signing_file).st_mode) == 0o600
    assert keys.trusted_file.read_bytes().count(b"BEGIN PUBLIC KEY") == 1
    assert b"PRIVATE" not in keys.trusted_file.read_bytes()


@pytest.mark.parametrize("changed", [b'{"version": "v2"}', MANIFEST + b" ", b""])
def test_another_manifest_is_not_what_was_signed(keys: Keys, signature: Path, changed: bytes) -> None:
    with pytest.raises(ArtefactError, match=r"is not what the key .* signed; it was not opened"):
        keys.verify(changed, signature)


@pytest.mark.parametrize("content", [b"", b"word", b"a b c", b"a !", "é ñ".encode(), b"\xff\xfe \x00"])
def test_what_is_no_signature_is_refused(keys: Keys, signature: Path, content: bytes) -> None:
    signature.write_bytes(content)
    with pytest.raises(ArtefactError, match=r"manifest\.sig: not a signature"):
        keys.verify(MANIFEST, signature)


def test_a_signature_cut_short_is_refused(keys: Keys, signature: Path) -> None:
    named, _ = signature.read_text().split()
    signature.write_text(f"{named} AAAA")
    with pytest.raises(ArtefactError, match="is not what the key"):
        keys.verify(MANIFEST, signature)


def test_without_a_signature_nothing_is_trusted(keys: Keys, signature: Path) -> None:
    signature.unlink()
    with pytest.raises(ArtefactError, match=r"manifest\.sig: not signed, .* Train a new version"):
        keys.verify(MANIFEST, signature)


def test_a_stranger_is_named_with_what_to_do(keys: Keys, signature: Path, tmp_path: Path) -> None:
    stranger = Keys(tmp_path / "theirs")
    signature.write_bytes(stranger.signer().sign(MANIFEST))
    with pytest.raises(
        ArtefactError, match=f"signed by the key {name_of(stranger)}, which is not among .* Add the key"
    ):
        keys.verify(MANIFEST, signature)


def test_a_stranger_who_takes_a_known_name_is_refused(keys: Keys, signature: Path, tmp_path: Path) -> None:
    _, forged = Keys(tmp_path / "theirs").signer().sign(MANIFEST).split()
    signature.write_bytes(b" ".join([name_of(keys).encode(), forged]))
    with pytest.raises(ArtefactError, match="is not what the key"):
        keys.verify(MANIFEST, signature)


def test_several_keys_are_trusted_at_a_time_so_that_they_can_be_changed(keys: Keys, signature: Path) -> None:
    old = name_of(keys)
    keys.signing_file.unlink()
    new = name_of(keys)
    assert new != old
    assert set(keys.trusted_keys()) == {old, new}
    assert keys.verify(MANIFEST, signature) == old


def test_a_machine_that_only_opens_needs_no_private_key(keys: Keys, signature: Path, tmp_path: Path) -> None:
    opener = Keys(tmp_path / "empty", trusted=keys.trusted_file)
    assert opener.verify(MANIFEST, signature) == name_of(keys)
    assert not (tmp_path / "empty").exists()


def test_files_that_were_named_are_never_made_or_changed(keys: Keys, tmp_path: Path) -> None:
    own = name_of(keys)
    named, trusted = Keys(tmp_path / "other", signing=tmp_path / "gone.pem"), tmp_path / "trusted.pem"
    with pytest.raises(ArtefactError, match=r"gone\.pem: the key that signs versions cannot be read"):
        named.signer()
    assert not (tmp_path / "gone.pem").exists()
    trusted.write_bytes(b"")
    with pytest.raises(ArtefactError, match=r"does not hold the public key .* openssl pkey -in"):
        Keys(keys.folder, trusted=trusted).signer()
    assert trusted.read_bytes() == b""
    trusted.write_bytes(b"# ours\n" + keys.trusted_file.read_bytes())
    assert fingerprint_of(Keys(keys.folder, trusted=trusted).signer().key.public_key()) == own


def test_a_named_signing_key_is_trusted_by_the_home_that_it_signs_for(keys: Keys, tmp_path: Path) -> None:
    own = name_of(keys)
    other = Keys(tmp_path / "other", signing=keys.signing_file)
    assert name_of(other) == own
    assert list(other.trusted_keys()) == [own]


def test_keys_of_another_kind_are_refused(keys: Keys) -> None:
    key = generate_private_key(SECP256R1())
    keys.folder.mkdir()
    keys.signing_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    keys.trusted_file.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(ArtefactError, match="not an Ed25519 key; make one: openssl genpkey"):
        keys.signer()
    with pytest.raises(ArtefactError, match="not an Ed25519 key; take it out"):
        keys.trusted_keys()


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_key_that_cannot_be_read_says_where(keys: Keys, content: bytes) -> None:
    keys.folder.mkdir()
    keys.signing_file.write_bytes(content)
    with pytest.raises(ArtefactError, match=r"signing\.pem: the key that signs versions cannot be read"):
        keys.signer()


def test_a_trusted_key_that_cannot_be_read_says_where(keys: Keys) -> None:
    keys.folder.mkdir()
    keys.trusted_file.write_bytes(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    with pytest.raises(ArtefactError, match=r"trusted\.pem: a trusted key cannot be read"):
        keys.trusted_keys()
    keys.trusted_file.unlink()
    keys.trusted_file.mkdir()
    with pytest.raises(ArtefactError, match=r"trusted\.pem: the trusted keys cannot be read"):
        keys.trusted_keys()
