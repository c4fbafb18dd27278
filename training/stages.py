"""The stages of a training, in order, and how far it has come when each begins."""

from collections.abc import Callable

READING = "reading the corpus"
ANALYSING = "reading the texts"
INDUCING = "what words mean"
VALIDATING = "cross-validation"
FITTING = "fit"
JUDGING = "judging"
STORING = "storing the version"

SHARES = {READING: 0.0, ANALYSING: 0.05, INDUCING: 0.15, VALIDATING: 0.25, FITTING: 0.8, JUDGING: 0.92, STORING: 0.98}

Progress = Callable[[str], None]
