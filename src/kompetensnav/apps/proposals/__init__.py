"""A person proposed for a need: two answers, a frozen explanation, decided by named people."""
