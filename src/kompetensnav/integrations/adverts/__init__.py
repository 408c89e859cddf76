"""Adverts and needs from files: JobSearch JSON, a table (CSV), or the text of one advert."""

from kompetensnav.integrations.adverts.advert import Advert, Stated, StatedConcept
from kompetensnav.integrations.adverts.read import read

__all__ = ["Advert", "Stated", "StatedConcept", "read"]
