"""What gates, trainings, promotions and drift are called: messages of the catalogues, by the words of the API."""

from service.job_table import State
from service.pages.page import mark
from service.promotion_table import Action
from service.stability import Band

MEASURES = {
    "macro_f1": mark("macro-F1"),
    "f1": mark("F1"),
    "language_gap": mark("difference between the languages"),
    "calibration_error": mark("calibration error"),
    "decided_share": mark("documents not left uncertain"),
    "same_twins": mark("same labels in both languages"),
}
CEILINGS = ("language_gap", "calibration_error")  # whose limit is the most that a version may have
OBSTACLES = {
    "no version is current yet": mark("No version was current when it was trained."),
    "the current version cannot be loaded any more": mark("The version that was current could not be loaded."),
    "the current version has other labels": mark("The version that was current had other labels."),
    "other documents were held out from the current version": mark(
        "Other documents were held out when the version that was current was trained, so it may have learnt these."
    ),
}
STAGES = {
    "reading the corpus": mark("Reading the corpus and the labels"),
    "reading the texts": mark("Analysing the texts"),
    "what words mean": mark("Learning what words mean"),
    "cross-validation": mark("Cross-validation"),
    "fit": mark("Fitting the model"),
    "judging": mark("Comparing it with the current version"),
    "storing the version": mark("Storing the version"),
}
STATES = {
    State.QUEUED: mark("Waiting for a worker"),
    State.RUNNING: mark("Running"),
    State.DONE: mark("Done"),
    State.FAILED: mark("Failed"),
    State.CANCELLED: mark("Cancelled"),
}
ACTIONS = {
    Action.PROMOTE: mark("promoted"),
    Action.FORCE: mark("promoted past the gate"),
    Action.ROLLBACK: mark("rolled back to"),
}
BANDS = {
    Band.STABLE: mark("as in the corpus"),
    Band.SHIFTING: mark("moving away from the corpus"),
    Band.SHIFTED: mark("far from the corpus"),
}
GROUPS = {
    "outcomes": mark("Outcomes"),
    "languages": mark("Languages"),
    "labels": mark("Labels"),
    "other": mark("In all"),
}
FIGURES = {"mean_confidence": mark("mean confidence"), "unknown_word_rate": mark("unknown words")}
