"""Places: the municipalities of Sweden, how far apart they lie and who commutes between them."""
