"""Readers: one module a format, each turning a stream of bytes into Documents."""
