import os
from pathlib import Path

import pytest

from service.disk import write_obstacle


def test_a_folder_with_space_has_no_obstacle(tmp_path: Path) -> None:
    assert write_obstacle(tmp_path, 1) is None


def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    assert "is full" in str(write_obstacle(tmp_path, 10**18))


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    assert "cannot be reached" in str(write_obstacle(tmp_path / "gone", 0))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "cannot be written to" in str(write_obstacle(tmp_path, 0))
