"""The catalogue: who teaches what, to whom, when and where, and how many seats are left."""
