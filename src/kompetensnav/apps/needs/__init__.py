"""Employers' needs and their requirements, from draft to filled or closed."""
