"""Stored facts and the actions on them, named by noun."""
