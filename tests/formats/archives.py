"""Files → zips and tars, sound and hostile, for tests of the readers."""

import copy
import io
import stat
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence

Files = Mapping[str, bytes] | Iterable[tuple[str, bytes]]


def to_zip(files: Files, method: int = zipfile.ZIP_DEFLATED, **claimed: int) -> bytes:
    """Zip files in their order; a path that ends in "/" is a folder, and one may come twice.

    claimed : what the directory says of every file, by the fields of ZipInfo, true or not.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        _add(archive, files)
        for info in archive.filelist:
            for field, value in claimed.items():
                setattr(info, field, value)
    return buffer.getvalue()


def to_streamed_zip(files: Files) -> bytes:
    """Zip files as into a pipe: the sizes stand after the contents."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        _add(archive, files)
    return bytes(pipe.written)


def to_encrypted_zip(files: Files) -> bytes:
    """Zip files that claim to be protected by a password."""
    return to_zip(files, flag_bits=1)


def to_linked_zip(path: str, target: str) -> bytes:
    """Zip a symbolic link."""
    return to_zip({path: target.encode()}, create_system=3, external_attr=(stat.S_IFLNK | 0o777) << 16)


def to_overlapping_zip(path: str, content: bytes, times: int) -> bytes:
    """Zip a file and list it many times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path, content)
        archive.filelist += [copy.copy(archive.filelist[0]) for _ in range(times - 1)]
    return buffer.getvalue()


def to_zip_bomb(n_bombs: int, size: int, files: Files, claimed_size: int | None = None) -> bytes:
    """Zip files of zeros, packed once and written many times, before other files."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(bytes(size)) + packer.flush()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _add(archive, ((f"bomb {number}", packed) for number in range(n_bombs)))
        for info in archive.filelist:
            info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, claimed_size or size
        _add(archive, files)
    return buffer.getvalue()


def to_zip_with_old_path(path: bytes, content: bytes) -> bytes:
    """Zip a file whose path is bytes of an encoding that the zip does not name."""
    placeholder = b"_" * len(path)
    return to_zip({placeholder.decode(): content}).replace(placeholder, path)


def to_tar(files: Files, packing: str = "", odd: Sequence[tarfile.TarInfo] = ()) -> bytes:
    """Tar odd entries and files in their order, and pack the whole: "gz", "bz2" or "xz"."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{packing}") as archive:  # type: ignore[call-overload]
        for info in odd:
            archive.addfile(info)
        for path, content in _pairs(files):
            info = tarfile.TarInfo(path.rstrip("/"))
            info.type = tarfile.DIRTYPE if path.endswith("/") else tarfile.REGTYPE
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def odd_entry(path: str, kind: bytes, **fields: object) -> tarfile.TarInfo:
    """An entry of a tar that is no plain file: a link, a device, a pipe; or one with odd fields."""
    info = tarfile.TarInfo(path)
    info.type = kind
    for field, value in fields.items():
        setattr(info, field, value)
    return info


class _Pipe:
    """Can be written to, and nothing else."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, piece: bytes) -> int:
        self.written += piece
        return len(piece)

    def flush(self) -> None:
        pass


def _add(archive: zipfile.ZipFile, files: Files) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a path that comes twice
        for path, content in _pairs(files):
            archive.writestr(zipfile.ZipInfo(path), content, archive.compression)


def _pairs(files: Files) -> Iterable[tuple[str, bytes]]:
    return files.items() if isinstance(files, Mapping) else files
