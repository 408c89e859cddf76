"""Courses from EMIL 3 files, the national format of education information, as Susa-navet gives them out."""

from kompetensnav.integrations.emil.read import read

__all__ = ["read"]
