"""Text in: labels, documents, labelled examples, the lexicon and the corpus that ships with the product."""
