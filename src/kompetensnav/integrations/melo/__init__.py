"""Sets of the MELO benchmark: national occupation titles to be linked to the labels of ESCO and ISCO."""
