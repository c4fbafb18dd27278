from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.errors import CorpusError
from corpora.storage import stored_files
from tests.conftest import free_port


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An object store on loopback with a bucket; the settings that lead to it."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "x")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "x")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield fill_bucket()
    server.stop()


def fill_bucket() -> str:
    import s3fs

    files = s3fs.S3FileSystem(skip_instance_cache=True)
    files.mkdir("archive")
    files.pipe({"archive/docs/b.txt": "Ñandú".encode(), "archive/docs/a/é.txt": b"one", "archive/other.txt": b"x"})
    return "s3://archive"


def contents(*paths: str) -> dict[str, bytes]:
    found = {}
    for file in stored_files(paths):
        with file.open() as stream:
            found[file.name] = stream.read()
            assert file.n_bytes == len(found[file.name])
            assert stream.fileno() >= 0
    return found


def test_local_files_and_folders_come_in_order(tmp_path: Path) -> None:
    (tmp_path / "f" / "sub").mkdir(parents=True)
    for name in ("f/b.txt", "f/a.txt", "f/sub/c.txt", "f/.hidden", "z.txt"):
        (tmp_path / name).write_text(name)
    found = contents(str(tmp_path / "z.txt"), str(tmp_path / "f"))
    assert found == {"z.txt": b"z.txt", "a.txt": b"f/a.txt", "b.txt": b"f/b.txt", "sub/c.txt": b"f/sub/c.txt"}


def test_a_missing_path_is_named() -> None:
    with pytest.raises(CorpusError, match=r"^no/where: no such file or folder$"):
        stored_files(["no/where"])


@pytest.mark.long
def test_an_object_store_is_read_like_a_folder(s3: str) -> None:
    assert contents(f"{s3}/docs") == {"a/é.txt": b"one", "b.txt": "Ñandú".encode()}
    assert contents(f"{s3}/other.txt") == {"other.txt": b"x"}


@pytest.mark.long
def test_folders_and_litter_in_an_object_store_are_no_files(s3: str) -> None:
    import s3fs

    files = s3fs.S3FileSystem(skip_instance_cache=True)
    files.pipe({f"archive/docs/{name}": b"x" for name in (".DS_Store", "~$b.docx", "__MACOSX/c.txt", "Thumbs.db")})
    files.call_s3("put_object", Bucket="archive", Key="docs/sub/", Body=b"")
    s3fs.S3FileSystem.clear_instance_cache()  # which holds what was listed before
    assert {*contents(f"{s3}/docs")} == {"a/é.txt", "b.txt"}
    assert contents(f"{s3}/docs/.DS_Store") == {".DS_Store": b"x"}  # asked for by name


@pytest.mark.long
def test_a_store_that_lets_nobody_in_is_named(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import s3fs

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(CorpusError, match=s3):
        stored_files([f"{s3}/docs"])


@pytest.mark.long
def test_an_address_with_nothing_there_is_named(s3: str) -> None:
    for address in (f"{s3}/nothing", "s3://no-bucket/docs"):
        with pytest.raises(CorpusError, match=address):
            stored_files([address])


def test_an_unknown_kind_of_address_is_named() -> None:
    with pytest.raises(CorpusError, match=r"teapot://x: .*teapot"):
        stored_files(["teapot://x"])
