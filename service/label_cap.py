"""How much one person's unconfirmed labels may count for, as the version that serves was trained."""

from corpora.label_store import NO_CAP
from corpora.standing import Cap
from service.serving import Serving


def label_cap(serving: Serving) -> Cap:
    """The cap of that version's training; none where no version serves, or it learnt nothing from people."""
    facts = serving.tagger.manifest.people if serving.tagger else {}
    return Cap(facts.get("weight", NO_CAP.weight), facts.get("most_weight_per_author", NO_CAP.most_weight))
