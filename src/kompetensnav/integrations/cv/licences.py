"""Categories of driving licences (Directive 2006/126/EC) in the words of a field."""

import re

_CATEGORIES = ("AM", "A1", "A2", "A", "B1", "BE", "B", "C1E", "C1", "CE", "C", "D1E", "D1", "DE", "D")
_BETWEEN = re.compile(r"[\s,;/|]+")


def categories(words: str) -> list[str]:
    """Those that the words consist of, each once, in the order of the words."""
    found = (w.upper().replace("+", "") for w in _BETWEEN.split(words))
    return list(dict.fromkeys(w for w in found if w in _CATEGORIES))
