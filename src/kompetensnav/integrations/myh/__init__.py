"""Granted programmes and courses from the decision sheets of the Agency for Higher Vocational Education (MYH)."""

from kompetensnav.integrations.myh.read import read

__all__ = ["read"]
