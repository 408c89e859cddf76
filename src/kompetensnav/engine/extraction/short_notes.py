"""Needs noted in a line or two, as coordinators type: *4 svetsare till Boden, B-körkort, gärna TIG, svenska B1*.

Such a note has no headings and hardly a verb: what it lists is asked for, and *gärna* reaches to the next comma.
An advert would say so; a note has no room to.
"""

import re
from collections.abc import Sequence

from kompetensnav.engine.extraction.cues import CUES
from kompetensnav.engine.extraction.mentions import Polarity, SectionKind
from kompetensnav.engine.extraction.polarity import cue_hits
from kompetensnav.engine.extraction.sections import Line
from kompetensnav.engine.taxonomy.kinds import Kind

LONGEST_NOTE = 400  # characters; the shortest adverts with running text are about twice as long
_ASKS = re.compile(
    r"\b(?:behöver|behövs|behov|söker|söks|sökes|saknar|anställa|vill ha|rekrytera|need|needs|needed|wanted|seek"
    r"|seeking|looking for|hiring)\b",
    re.IGNORECASE,
)
# A whole sentence about the work ("du samarbetar med sjuksköterskor") is read as in an advert.
_TELLS = re.compile(r"\b(?:du|ni|vi (?:är|har|erbjuder|arbetar)|you|we (?:are|have|offer))\b", re.IGNORECASE)
_COMMA = re.compile(r"[,;\n]|[.!?](?=\s|$)")
# In a list these stand for themselves. Skills come in rows ("gärna PLC, hydraulik och pneumatik"), so a wish
# reaches over their commas.
_BY_THEMSELVES = (Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.LEGAL_LICENCE, Kind.EDUCATION_LEVEL)


def is_note(text: str, lines: Sequence[Line], *, asks: bool) -> bool:
    """Whether a text is a note: short, without headings, and asking for people.

    ``asks``: a trade or a number of people stands first.
    """
    plain = all(line.section in (SectionKind.INTRO, SectionKind.OTHER) for line in lines)
    return plain and len(text.strip()) <= LONGEST_NOTE and (asks or _ASKS.search(text) is not None)


def polarity_in_note(text: str, start: int, end: int, kind: Kind, read: Polarity) -> Polarity:
    """The polarity of a mention in a note, where ``read`` is what the rules for adverts say."""
    segment = _segment(text, start, end)
    cues = [CUES[n] for _, _, n in cue_hits(text, *segment)]
    own = max(cues, key=lambda cue: cue.weight, default=None)
    if _TELLS.search(text, *segment):
        return read
    if kind in _BY_THEMSELVES:
        if own is None:
            return Polarity.MUST
        return own.polarity if read is Polarity.MENTIONED else read
    return Polarity.MUST if read is Polarity.MENTIONED and own is None else read


def _segment(text: str, start: int, end: int) -> tuple[int, int]:
    """The part between commas that holds the span."""
    before = [m.end() for m in _COMMA.finditer(text, 0, start)]
    after = _COMMA.search(text, end)
    return (before[-1] if before else 0, after.start() if after else len(text))
