"""Faces of the product: the REST API and the command line."""
