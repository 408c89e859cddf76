"""Signs that nobody sees: they steer direction, hide words from whoever looks for them, or stand for nothing.

A text that is shown to somebody else, or looked through for numbers, is rid of them first.
"""

import re
import unicodedata

_NOT_SHOWN = ("Cc", "Cf", "Cs", "Co", "Cn")
_JOINERS = "\u200c\u200d"  # they shape the letters of Persian and Indian words, and are nothing beside a digit
_STRAY_JOINER = re.compile(rf"(?<![^\W\d_])[{_JOINERS}]|[{_JOINERS}](?![^\W\d_])")
_FILLERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")  # letters by name, blank to the eye
_KEPT = frozenset("\n\t" + _JOINERS)


def without_unseen(text: str) -> str:
    """The text without them. Line ends, tabs and the joiners inside words stay."""
    shown = (c for c in text if c in _KEPT or (c not in _FILLERS and unicodedata.category(c) not in _NOT_SHOWN))
    return _STRAY_JOINER.sub("", "".join(shown))
