"""Course cases: what should be taught for several needs, from draft to intake, and who stands behind it."""
