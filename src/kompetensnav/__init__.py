"""Kompetensnav: from a need in an employer's own words to explained routes that fill it."""

from importlib.metadata import version

__version__ = version("kompetensnav")
