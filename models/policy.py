"""What may be set of learning: how much people's labels may move a model, and what a new version may lose."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelPolicy:
    """How much people's labels may move a model.

    weight : of one text, where one document of the corpus has 1.
    share : the most that all of them may be of the weight of a training; above it all weigh less.
    author_share : the most, of the weight of the corpus, that one author's texts may have which nobody confirmed.
    """

    weight: float = 5.0
    share: float = 0.3
    author_share: float = 0.08


@dataclass(frozen=True, slots=True)
class GateLimits:
    """What a candidate may lose against the current version, and what it must keep to.

    macro_margin, language_margin : of macro-F1, in all and in one language.
    label_margin, cell_margin : of the F1 of a label, in all and in one language.
    confidence : with which a loss beyond them must be ruled out.
    language_gap : most difference in macro-F1 between the languages.
    calibration_error : most expected calibration error.
    twin_margin : of the share of twins that get the same labels.
    decided_margin : of the share of documents that are not left uncertain, in all and in one language.
    """

    macro_margin: float = 0.04
    language_margin: float = 0.06
    label_margin: float = 0.12
    cell_margin: float = 0.2
    confidence: float = 0.95
    language_gap: float = 0.06
    calibration_error: float = 0.08
    twin_margin: float = 0.05
    decided_margin: float = 0.1
