"""Text to tags: language, analysis, classifier, evidence, decision, and the registry of versions."""
