"""Courses from a municipality's course file: komvux, folk high school and higher vocational education around it."""

from kompetensnav.integrations.sundsvall.read import read

__all__ = ["read"]
