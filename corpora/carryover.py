"""What was measured on real documents and is set for training by hand: carryover.json → CarryOver."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.errors import CorpusError
from corpora.jsonl import read_json


@dataclass(frozen=True, slots=True)
class CarryOver:
    """How calibration and thresholds carry over from a corpus's own folds to documents that others wrote.

    Log-odds that are calibrated on the folds are multiplied by slope, then shift is added. shifts and thresholds
    have one number a label, in the order of the taxonomy; thresholds are probabilities. band is the half-width of
    the band of doubt around each threshold, in log-odds.
    """

    slope: float
    shifts: tuple[float, ...]
    thresholds: tuple[float, ...]
    band: float


def read_carryover(path: Path, labels: Sequence[str]) -> CarryOver | None:
    """Read {"slope", "shift": {label: …}, "threshold": {label: …}, "band"}; None where there is no such file.

    Raises:
        CorpusError: the file is no such JSON, a label is missing, or a number is out of its range.
    """
    if not path.is_file():
        return None
    row = read_json(path)
    try:
        carryover = CarryOver(
            float(row["slope"]),
            tuple(float(row["shift"][label]) for label in labels),
            tuple(float(row["threshold"][label]) for label in labels),
            float(row["band"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"{path}: slope, shift and threshold a label, and band are needed ({error!r})") from error
    if carryover.slope <= 0 or carryover.band < 0 or not all(0 < each < 1 for each in carryover.thresholds):
        raise CorpusError(f"{path}: slope must be above 0, band at least 0, thresholds between 0 and 1")
    return carryover
