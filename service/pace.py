"""How long a number of bytes may take to come or go."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The slowest that is put up with.

    grace_seconds : what any transfer may take.
    bytes_per_second : the rate that it must reach beyond that.
    """

    grace_seconds: float
    bytes_per_second: float

    def seconds_for(self, n_bytes: int) -> float:
        """The longest that so many bytes may take.

        >>> Pace(20, 10_000).seconds_for(1_000_000)
        120.0
        """
        return self.grace_seconds + n_bytes / self.bytes_per_second
