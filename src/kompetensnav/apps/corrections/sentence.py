"""The sentence that some words stand in: what is kept of an advert with a correction of it, and no more."""

from kompetensnav.apps.corrections.models import LONGEST_SENTENCE
from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.engine.extraction.polarity import sentences
from kompetensnav.engine.text.unseen import without_unseen

_CUT = "…"


def sentence_around(text: str, start: int, end: int) -> tuple[str, int, int]:
    """(sentence, start and end of the words in it), contact details hidden, at most ``LONGEST_SENTENCE`` long.

    A longer one is cut between words on the side that is too long; the words themselves stay.
    """
    first, last = _span(text, start, end)
    parts = [without_unseen(text[a:b]) for a, b in ((first, start), (start, end), (end, last))]
    masked = mask_contacts("".join(parts).replace("\n", " "))[0]  # before a cut leaves half a number
    at, to = len(parts[0]), len(parts[0]) + len(parts[1])
    left, words, right = masked[:at].lstrip(), masked[at:to], masked[to:].rstrip()
    room = max(0, LONGEST_SENTENCE - len(words)) // 2 - len(_CUT)
    if len(left) > room:
        left = _CUT + left[len(left) - room :].partition(" ")[2]
    if len(right) > room:
        right = right[:room].rpartition(" ")[0] + _CUT
    return f"{left}{words}{right}", len(left), len(left) + len(words)


def _span(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends; words that run over several get them all."""
    line_start = text.rfind("\n", 0, start) + 1
    found = text.find("\n", end)
    line_end = len(text) if found < 0 else found
    spans = [s for s in sentences(text, line_start, line_end) if s[0] < end and start < s[1]]
    return (spans[0][0], spans[-1][1]) if spans else (line_start, line_end)
