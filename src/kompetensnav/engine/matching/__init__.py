"""Matching people to needs: three-valued, exact, explained."""
