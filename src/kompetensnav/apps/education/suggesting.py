"""What a programme grants, suggested from its name and text. A person confirms it before anyone relies on it.

The reader is the one of adverts: a course names trades, skills, languages and licences in the same words. What a
text says of who may apply, how to apply and how the lessons are held is taken away first; it is not taught.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from textwrap import shorten

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.engine.extraction.extract import Extractor
from kompetensnav.engine.extraction.mentions import Extraction, Mention, Polarity
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.runtime.problems import InputError

_MOST = 12  # of one programme; a person has to look at each
_LONGEST_TEXT = 6_000  # characters; what is taught stands first, and a file may hold thousands of programmes
_LONGEST_QUOTE = 200
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÅÄÖ0-9])|(?<=[a-zåäö][.!?])(?=[A-ZÅÄÖ])|\n+")
_NOT_TAUGHT = re.compile(
    r"behörig|förkunskap|antag(?:en|na|ning)|ansök|studiemedel|\bcsn\b|lektion|komvux|lärcentrum|studieform"
    r"|\b(?:är|vänder sig till|riktar sig till|passar|för) (?:kursen |utbildningen )?(?:för )?dig\b|\bdu som\b"
    r"|betyg|\bbör du\b|lärare\b|undervisning|mina sidor|(?:entry|admission) requirement|prerequisite|tuition",
    re.IGNORECASE,
)
_RESEMBLES = ("similar-headline",)
_IN_NAME = frozenset(
    {Kind.OCCUPATION, Kind.SKILL, Kind.KNOWLEDGE, Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.LEGAL_LICENCE}
)
# Trades in the text are often those one works with, and languages those one is taught in.
_IN_TEXT = _IN_NAME - {Kind.OCCUPATION, Kind.LANGUAGE}


@dataclass(frozen=True, slots=True)
class Suggested:
    """A concept the text speaks of, with the words it was read from."""

    concept: str  # an id of the taxonomy
    level: int | None
    quote: str


def suggest_grants(name: str, text: str) -> list[Suggested]:
    """What somebody can after a programme of this name and text: trades, skills, languages, licences.

    What the name says comes first. Empty where nothing is found, or where no taxonomy is in use.
    """
    try:
        taxonomy = taxonomy_in_use()
    except InputError:
        return []
    graph = taxonomy.graph
    taught = "\n".join(s for s in _SENTENCE_END.split(text[:_LONGEST_TEXT]) if not _NOT_TAUGHT.search(s))
    extraction = _extractor(taxonomy.name).extract(name, taught)
    found: dict[str, Suggested] = {}
    for mention in _taught(extraction):
        id_, level = graph.id(mention.concept), mention.level if mention.kind is Kind.LANGUAGE else None
        found.setdefault(id_, Suggested(id_, level, _quote(extraction, mention)))
    return list(found.values())[:_MOST]


@lru_cache(maxsize=1)
def _extractor(taxonomy: str) -> Extractor:
    """The reader for a version of the taxonomy, made once: by words alone, quick enough for whole files."""
    found = taxonomy_in_use()
    return Extractor(found.graph, found.lexicon)


def _taught(extraction: Extraction) -> Iterator[Mention]:
    """Mentions of what the programme leads to, those of its name first."""
    # A trade whose name only resembles the programme's is a guess: not only mathematicians learn mathematics.
    guessed = {o.concept for o in extraction.occupations if o.why == _RESEMBLES}
    for mention in sorted(extraction.mentions, key=lambda m: m.start):
        kinds = _IN_NAME if mention.start < extraction.headline_end else _IN_TEXT
        if mention.kind in kinds and mention.polarity is not Polarity.NEGATED and mention.concept not in guessed:
            yield mention


def _quote(extraction: Extraction, mention: Mention) -> str:
    """The line it stands in, as much of it as there is room for around the words."""
    text = extraction.text
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    line = text[max(start, mention.start - _LONGEST_QUOTE // 2) : end if end >= 0 else len(text)]
    return shorten(line, _LONGEST_QUOTE, placeholder="…")
