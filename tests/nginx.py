"""The nginx of this system, with the configuration that ships, before a server of our own."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import ROOT, free_port

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
READY_WITHIN_SECONDS = 20


@contextmanager
def nginx_before(url: str, **changed: str) -> Iterator[str]:
    """The URL that nginx listens at; changed: what stands in the file, and what to put there."""
    assert NGINX, "install nginx"
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="nginx-"))  # not under pytest's, which its workers may not enter
    folder.chmod(0o755)
    places = {
        "127.0.0.1:8000": url.removeprefix("http://"),
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx/": f"{folder}/",
        "/var/lib/nginx/": f"{folder}/",
        "pid ": "daemon off;\npid ",
    }
    text = CONFIGURATION.read_text(encoding="utf-8")
    for shipped, here in (places | changed).items():
        assert shipped in text, shipped
        text = text.replace(shipped, here, 1 if shipped == "pid " else -1)
    file = folder / "nginx.conf"
    file.write_text(text, encoding="utf-8")
    with subprocess.Popen([NGINX, "-p", folder, "-e", folder / "error.log", "-c", file]) as process:
        try:
            _wait_until_open(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(READY_WITHIN_SECONDS)
            shutil.rmtree(folder)


def _wait_until_open(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nginx did not listen; exit status {process.poll()}")
