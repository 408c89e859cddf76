"""The concept graph: kinds, labels, relations with provenance, versions and their differences."""
