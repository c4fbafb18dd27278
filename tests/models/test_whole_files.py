import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.whole_files import draft_of, write_folder, write_whole


@pytest.mark.parametrize("content", ["file", "folder"])
def test_a_draft_takes_the_name_when_it_is_done(tmp_path: Path, content: str) -> None:
    target = tmp_path / "a"
    with draft_of(target) as draft:
        draft.mkdir() if content == "folder" else draft.write_bytes(b"x")
        assert not target.exists()
    assert [*tmp_path.iterdir()] == [target]


def write_half_a_file(draft: Path) -> None:
    draft.write_bytes(b"half")
    raise ZeroDivisionError


def write_half_a_folder(draft: Path) -> None:
    draft.mkdir()
    write_half_a_file(draft / "file")


def write_nothing(_: Path) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("write", [write_half_a_file, write_half_a_folder, write_nothing])
def test_a_draft_that_fails_leaves_what_was_there(tmp_path: Path, write: Callable[[Path], None]) -> None:
    target = tmp_path / "a"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), draft_of(target) as draft:
        write(draft)
    assert [(path, path.read_bytes()) for path in tmp_path.iterdir()] == [(target, b"old")]


def test_what_a_killed_process_left_is_written_over(tmp_path: Path) -> None:
    for _ in range(2):
        with draft_of(tmp_path / "a") as draft:
            assert not draft.exists()
            draft.write_bytes(b"x")
        (tmp_path / ".a.new").mkdir()


def test_a_file_that_cannot_be_written_leaves_nothing_of_it(tmp_path: Path) -> None:
    target = tmp_path / "signing.pem"
    target.mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(target, b"a private key")
    assert [*tmp_path.iterdir()] == [target]


def test_a_folder_that_cannot_be_written_leaves_nothing_of_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_folder(tmp_path / "a", {"good": b"x", "missing/bad": b"x"})
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        write_folder(tmp_path / "a", {"file": content})
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"first"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="what a descriptor is of is read from /proc")
def test_a_file_is_on_the_disk_before_its_name_and_its_name_before_anybody_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, str]] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        steps.append(("on the disk", Path(os.readlink(f"/proc/self/fd/{descriptor}")).name))
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        steps.append(("renamed", path.name))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    write_whole(tmp_path / "a", b"x")
    draft = f".a.{os.getpid()}"
    assert steps == [("on the disk", draft), ("renamed", draft), ("on the disk", tmp_path.name)]
