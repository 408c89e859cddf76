"""The catalogue: programmes and intakes looked up, written, and brought in from files."""
