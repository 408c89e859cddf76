"""Words that adverts of each SSYK level-4 group are full of, written from knowledge of the trades.

A line is a group's code and its words; a line that begins with a space goes on with the one before. ``_`` joins
the words of an expression. Words that several groups share are welcome: the rarer a word among groups, the more it
says.
"""

from kompetensnav.engine.extraction.trade_words import (
    crafts,
    english,
    managers,
    office,
    operators,
    service,
    specialists,
    technicians,
)

_TABLES = (managers, specialists, technicians, office, service, crafts, operators, english)


def trade_words() -> dict[str, tuple[str, ...]]:
    """SSYK level-4 code -> its words and expressions, folded, words of an expression with spaces between."""
    lines = "".join(table.WORDS for table in _TABLES).replace("\n ", " ").split("\n")
    found: dict[str, tuple[str, ...]] = {}
    for code, *words in (line.split() for line in lines if line):
        found[code] = (*found.get(code, ()), *(word.replace("_", " ") for word in words))
    return found
