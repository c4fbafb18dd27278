import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from corpora.document import Document, Note, NoteCode, Reason
from corpora.readers import sandbox as module
from corpora.readers.kinds import Kind
from corpora.readers.sandbox import GRACE_SECONDS, Limits, Sandbox

# Stands in for the PDF reader: does what the file says.
SERVER = """
import ctypes, os, signal, sys, time, types
from corpora.document import Document, Note, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers import child

def read(stream, name, **options):
    order = stream.read().decode()
    if order == "say":
        yield Document(name, "niñez\\ud800", "t", "es", "2014", "s", ("a", "b"), ("c",), (0, 3), None,
                       (Note(NoteCode.LEFT_OUT, "x"),))
    if order == "options":
        yield Document(name, repr(options))
    if order == "two, then refuse":
        yield Document(name + "#1", "one")
        yield Document(name + "#2", "two")
        raise UnreadableError(Reason.ENCRYPTED, "with a password")
    if order == "break":
        raise ZeroDivisionError
    if order == "memory":
        bytearray(4 * 2**30)
    if order == "crash":
        ctypes.string_at(0)
    if order == "sleep":
        time.sleep(60)
    if order == "spin":
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        while True:
            pass
    if order == "slow stream":
        for number in range(4):
            time.sleep(0.7)
            yield Document(name, str(number))
    if order == "many":  # more than the socket holds
        for number in range(30):
            yield Document(name, "a" * 100_000)
    if order == "write":
        with open("/tmp/written-by-a-child", "w") as file:
            file.write("x")
    if order == "long":
        yield Document(name, "a" * 1_000_001)
    if order == "secrets":
        yield Document(name, " ".join(sorted(os.environ)))
    if order == "descriptors":
        yield Document(name, str(len(os.listdir("/proc/self/fd"))))
    if order == "abort":
        os.abort()
    if order == "abort for memory":
        full = bytearray(600_000_000)
        os.abort()
    if order == "kill the server":
        os.kill(int(open(f"/proc/{os.getppid()}/stat").read().split()[3]), signal.SIGKILL)
        yield Document(name, "done")

fake = types.ModuleType("corpora.readers.pdf")
fake.read = read
sys.modules["corpora.readers.pdf"] = fake
child.main()
"""


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    (tmp_path / "server.py").write_text(SERVER, encoding="utf-8")
    monkeypatch.setattr(module, "SERVER", (str(tmp_path / "server.py"),))
    with Sandbox(Limits(seconds=2, memory_bytes=2**30)) as sandbox:
        yield sandbox


def read(sandbox: Sandbox, order: str, **options: object) -> list[Document]:
    with TemporaryFile() as file:
        file.write(order.encode())
        return list(sandbox.read(file, Kind.PDF, "a.pdf", options))


def test_a_document_arrives_as_it_was_sent(sandbox: Sandbox) -> None:
    notes = (Note(NoteCode.LEFT_OUT, "x"),)
    expected = Document("a.pdf", "niñez\ud800", "t", "es", "2014", "s", ("a", "b"), ("c",), (0, 3), None, notes)
    assert read(sandbox, "say") == [expected]


def test_options_reach_the_reader(sandbox: Sandbox) -> None:
    assert read(sandbox, "options", columns={"id": "código"})[0].text == "{'columns': {'id': 'código'}}"


@pytest.mark.parametrize(
    ("order", "reason", "within_seconds"),
    [
        ("break", Reason.CORRUPT, 1.5),
        ("crash", Reason.CORRUPT, 1.5),
        ("memory", Reason.TOO_COSTLY, 1.5),
        ("abort", Reason.CORRUPT, 1.5),
        ("abort for memory", Reason.TOO_COSTLY, 1.5),
        ("write", Reason.CORRUPT, 1.5),
        ("long", Reason.TOO_LARGE, 1.5),
        pytest.param("sleep", Reason.TOO_COSTLY, 2 + GRACE_SECONDS, marks=pytest.mark.long),
        pytest.param("spin", Reason.TOO_COSTLY, 2 + 2 * GRACE_SECONDS, marks=pytest.mark.long),
    ],
)
def test_a_bad_file_costs_one_document(sandbox: Sandbox, order: str, reason: Reason, within_seconds: float) -> None:
    read(sandbox, "say")
    started = time.monotonic()
    (document,) = read(sandbox, order)
    assert (document.id, document.text, document.problem) == ("a.pdf", "", reason)
    assert time.monotonic() - started < within_seconds + 1
    assert read(sandbox, "say")[0].problem is None


def test_documents_before_the_trouble_are_kept(sandbox: Sandbox) -> None:
    *good, bad = read(sandbox, "two, then refuse")
    assert [document.text for document in good] == ["one", "two"]
    assert (bad.problem, bad.notes) == (Reason.ENCRYPTED, (Note(NoteCode.UNREADABLE, "with a password"),))


def test_the_time_limit_is_for_each_document(sandbox: Sandbox) -> None:
    assert [document.text for document in read(sandbox, "slow stream")] == ["0", "1", "2", "3"]


def test_whoever_takes_the_documents_may_take_time_over_each(sandbox: Sandbox) -> None:
    found = []
    with TemporaryFile() as file:
        file.write(b"many")
        for document in sandbox.read(file, Kind.PDF, "x.pdf"):
            if not found:
                time.sleep(3.5)  # longer than a document may take
            found.append(document)
    assert ([document.problem for document in found], len(found)) == ([None] * 30, 30)


def test_a_child_sees_no_setting_or_secret(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_TAGGER_SECRET", "x")
    seen = read(sandbox, "secrets")[0].text.split()
    assert "PATH" in seen
    assert not {"POLICY_TAGGER_SECRET", "HOME", "PYTHONPATH"} & set(seen)


def test_children_leave_no_descriptor_behind(sandbox: Sandbox) -> None:
    read(sandbox, "say")
    ours = len(os.listdir("/proc/self/fd"))
    theirs = [read(sandbox, "descriptors")[0].text for _ in range(20)]
    assert len(set(theirs)) == 1
    assert len(os.listdir("/proc/self/fd")) == ours


def test_a_dead_server_is_started_again(sandbox: Sandbox) -> None:
    assert read(sandbox, "kill the server")[0].text == "done"
    time.sleep(0.1)
    assert read(sandbox, "say")[0].problem is None


def test_threads_share_a_sandbox(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: read(sandbox, "options", number=number)[0].text, range(40)))
    assert found == [f"{{'number': {number}}}" for number in range(40)]


def test_a_reader_that_is_given_up_ends(sandbox: Sandbox) -> None:
    with TemporaryFile() as file:
        file.write(b"slow stream")
        documents = sandbox.read(file, Kind.PDF, "a.pdf")
        assert next(documents).text == "0"
        documents.close()
    assert read(sandbox, "say")[0].problem is None


def test_a_stream_without_a_descriptor_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(OSError, match="fileno"):
        list(sandbox.read(BytesIO(b"say"), Kind.PDF, "a.pdf"))
