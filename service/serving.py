"""The tagger that serves: loaded at start, and swapped in one step when another version has become current."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from models.errors import ModelError, NoVersionError
from models.registry import Registry
from models.rests import never, now_and_then
from models.tagger import Tagger
from service.requests import Metrics

LOOK_EVERY_SECONDS = 1.0
AGAIN_AFTER_SECONDS = 60.0
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Failure:
    """A version that could not be loaded, None where it is not even known which one, and why."""

    version: str | None
    reason: str


class Serving:
    """Holds the tagger of the current version and follows the registry.

    A request takes the tagger once, by `require`, so that one version makes the whole answer. What goes wrong with a
    new version leaves the old one serving; `failure` tells, and the version is tried again after a while.

    Parameters
    ----------
    registry : Registry
    metrics : Metrics
        Told which version serves, and of every load.
    """

    def __init__(self, registry: Registry, metrics: Metrics) -> None:
        self.tagger: Tagger | None = None
        self.failure: Failure | None = Failure(None, "the model is not loaded yet")
        self._registry = registry
        self._metrics = metrics
        self._again_at = 0.0

    def require(self) -> Tagger:
        """The tagger that serves now.

        Raises:
            NoVersionError: there is none yet; the message says why.
        """
        if self.tagger is None:
            raise NoVersionError(self.failure.reason if self.failure else "no model version is loaded")
        return self.tagger

    @contextmanager
    def follow(self) -> Iterator[None]:
        """Load the current version, then look for another one in the background until the block is left."""
        self.look()
        is_done = threading.Event()

        def keep_looking() -> None:
            while not is_done.wait(LOOK_EVERY_SECONDS):
                self.look()

        thread = threading.Thread(target=keep_looking, name="model watcher", daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_done.set()
            thread.join()

    def look(self) -> None:
        """Take up the version that is current, unless it serves already or failed a moment ago."""
        version = None
        try:
            version = self._registry.current()
            if self._serves(version):
                self.failure = None
            elif self._is_due(version):
                self._take_up(version)
        except Exception as error:  # whatever is wrong with what is stored, what serves goes on
            self._note(version, error)

    def _serves(self, version: str) -> bool:
        return self.tagger is not None and self.tagger.manifest.version == version

    def _is_due(self, version: str) -> bool:
        has_failed = self.failure is not None and self.failure.version == version
        return not has_failed or time.monotonic() >= self._again_at

    def _take_up(self, version: str) -> None:
        started = time.monotonic()
        rest = now_and_then() if self.tagger else never
        tagger = Tagger.load(self._registry, version, beside=self.tagger, rest=rest)
        tagger.warm_up()
        self.tagger, self.failure = tagger, None
        self._metrics.note_load(version, is_loaded=True)
        log.info("model loaded", version=version, seconds=round(time.monotonic() - started, 2))

    def _note(self, version: str | None, error: Exception) -> None:
        reason = str(error) if isinstance(error, ModelError) else f"{type(error).__name__}: {error}"
        failure, known = Failure(version, reason), self.failure
        self.failure, self._again_at = failure, time.monotonic() + AGAIN_AFTER_SECONDS
        if version is not None:
            self._metrics.note_load(version, is_loaded=False)
        if failure != known:
            log.warning("no model" if self.tagger is None else "model not loaded", version=version, reason=reason)
