"""Something that goes on in a thread while a test looks at something else."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def in_background(run: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run a function in a thread until the block is left; the event that it is given is set then."""
    is_done = threading.Event()
    thread = threading.Thread(target=run, args=(is_done,))
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()
