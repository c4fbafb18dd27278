"""A freshly fitted model beside the version that serves: its gate."""

from collections.abc import Sequence

from corpora.corpus import digest_examples
from corpora.example import Example
from models.analysis import Analyser
from models.errors import ModelError, NoVersionError
from models.policy import GateLimits
from models.registry import Registry
from models.tagger import Model
from training.arrays import Analyses
from training.gate import Answers, Gate, Obstacle, uncompared
from training.judging import judge


def judge_candidate(
    model: Model, registry: Registry, held_out: Sequence[Example], limits: GateLimits, analyses: Analyses
) -> Gate:
    """Compare a model with the current version; where that cannot be done, the gate says why.

    A version from which other documents were held out may have learnt these, and would know them by heart.

    analyses : by the model's lexicon.
    """
    try:
        version = registry.current()
        current, manifest = registry.load(version)
    except NoVersionError:
        return uncompared(Obstacle.NO_CURRENT, len(held_out))
    except ModelError as error:
        return uncompared(Obstacle.CANNOT_LOAD, len(held_out), str(error))
    if not isinstance(current, Model) or current.taxonomy.ids != model.taxonomy.ids:
        return uncompared(Obstacle.OTHER_LABELS, len(held_out), version)
    if manifest.held_out_digest != digest_examples(held_out):
        return uncompared(Obstacle.OTHER_HELD_OUT, len(held_out), version)
    same = current.lexicon == model.lexicon
    analyses_by_current = analyses if same else Analyses(Analyser(current.lexicon))
    sides = Answers.of(model, analyses.of(held_out)), Answers.of(current, analyses_by_current.of(held_out))
    return judge(*sides, held_out, model.taxonomy.ids, limits, version)
