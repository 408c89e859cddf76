"""Stored what-ifs: who would take which place in a region if everybody said yes."""
