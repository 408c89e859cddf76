"""Needs: list, new, reading, page."""
