"""People from a file: the exchange format of Kompetensnav, without names."""

from kompetensnav.integrations.people_file.parse import PersonRow, parse
from kompetensnav.integrations.people_file.resolve import PeopleFile, Unknown, nearest_labels, resolve

__all__ = ["PeopleFile", "PersonRow", "Unknown", "nearest_labels", "parse", "resolve"]
