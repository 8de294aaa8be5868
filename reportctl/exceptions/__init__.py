"""Exceptions as `reportctl exceptions` writes them."""
