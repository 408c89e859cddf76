"""Compiled loops of matching. They see arrays only; what the arrays mean stands beside each argument."""
