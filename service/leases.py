"""Signs of life of workers → which of them have died, by a clock that nobody sets.

What a sign says is not read, only whether another one came: a machine whose time of day is wrong, or jumps, neither
loses its jobs to others nor keeps those of the dead. So does Amazon's lock client for DynamoDB.
"""

import time
from collections.abc import Callable, Mapping


class Leases:
    """What one process has seen of others.

    Parameters
    ----------
    seconds : float
        How long a worker may give no sign of life, counted from when its last one was first seen.
    clock : callable
        Seconds from any moment on; must not jump.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._seen: dict[str, tuple[object, float]] = {}

    def lapsed(self, signs: Mapping[str, object]) -> list[str]:
        """Look at the last sign of each owner that there is; those whose lease has run out."""
        now = self._clock()
        known = self._seen
        self._seen = {
            owner: known[owner] if owner in known and known[owner][0] == sign else (sign, now)
            for owner, sign in signs.items()
        }
        return [owner for owner, (_, since) in self._seen.items() if now - since > self.seconds]
