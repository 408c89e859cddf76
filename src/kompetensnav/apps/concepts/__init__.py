"""Which versions of the taxonomy are stored, and the one in use."""
