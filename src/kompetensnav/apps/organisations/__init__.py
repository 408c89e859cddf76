"""Municipalities, employers and education providers, and the collaborations they form."""
