"""The catalogue in our own format: one row an intake, as CSV or xlsx, read and written."""

from kompetensnav.integrations.catalogue_file.read import read
from kompetensnav.integrations.catalogue_file.write import catalogue_table, file_bytes, template_table

__all__ = ["catalogue_table", "file_bytes", "read", "template_table"]
