"""Annif's own command line, without the data that NLTK would download: abbreviations at which no sentence ends.

Texts are split into sentences and these into words by the code that Annif calls, so the work is that of an Annif as
installed; a sentence ends at some abbreviations too, which matters to quality alone, and that is not measured here.
"""

import sys

import nltk.data
from annif.cli import cli
from nltk.tokenize.punkt import PunktTokenizer

nltk.data.find = lambda resource, *_: resource  # or Annif would try to download it, at every start
PunktTokenizer.load_lang = lambda self, lang="english": None

if __name__ == "__main__":
    sys.exit(cli())
