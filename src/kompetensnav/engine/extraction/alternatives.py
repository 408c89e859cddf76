"""Alternatives: mentions joined by *eller*, *or* or a slash are one demand that any of them meets."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kompetensnav.engine.extraction.mentions import Mention
from kompetensnav.engine.taxonomy.kinds import Kind

_FILL = r"(?:\s+(?:även|som|en|ett|i|av|inom|med|leg\.?|legitimerad|annan|a|an|in|of|as))*"
_OR = re.compile(
    rf"[\s)-]*(?:[ABC][12]\b)?,?\s*(?:/|\b(?:och/eller|eller|alternativt|alt\.?|and/or|or)\b{_FILL})[\s(-]*",
    re.IGNORECASE,
)
# A list that goes on with "or" names alternatives, also where the taxonomy lacks the last ("eller motsvarande").
_OR_MORE = re.compile(r"\s*+(?:,\s*+)?(?:eller|or)\s+\w", re.IGNORECASE)
_COMMA = re.compile(r"\s*-?\s*,\s*")
_FAMILIES = {Kind.KNOWLEDGE: Kind.SKILL, Kind.OCCUPATION_GROUP: Kind.OCCUPATION}


def grouped(text: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions by place, with group numbers from 0 where they are alternatives.

    "A, B eller C" is one group; a comma alone joins nothing. A trade inside a licence ("legitimerad
    sjuksköterska") belongs to the licence and takes no part.
    """
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end, m.kind, m.concept))
    outer = [i for i, m in enumerate(ordered) if not any(_holds(o, m) for o in ordered[max(0, i - 2) : i])]
    for number, chain in enumerate(_chains(text, ordered, outer)):
        for i in chain:
            ordered[i] = replace(ordered[i], alternative_group=number)
    return tuple(ordered)


def _holds(outer: Mention, inner: Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _chains(text: str, mentions: Sequence[Mention], outer: Sequence[int]) -> list[list[int]]:
    """Runs of neighbours joined by commas and closed by "or" words."""
    chains: list[list[int]] = []
    chain: list[int] = []
    last_or = 0
    for i in outer:
        gap = _gap(text, mentions[chain[-1]], mentions[i]) if chain else None
        if gap is None:
            chains.append(_closed(text, mentions, chain, last_or))
            chain, last_or = [i], 0
            continue
        chain.append(i)
        if gap == "or":
            last_or = len(chain) - 1
    chains.append(_closed(text, mentions, chain, last_or))
    return [c for c in chains if len(c) > 1]


def _closed(text: str, mentions: Sequence[Mention], chain: list[int], last_or: int) -> list[int]:
    """The part of a run that "or" words join: up to the last of them, or all where one follows the run."""
    if chain and _OR_MORE.match(text, mentions[chain[-1]].end):
        return chain
    return chain[: last_or + 1]


def _gap(text: str, a: Mention, b: Mention) -> str | None:
    if _FAMILIES.get(a.kind, a.kind) is not _FAMILIES.get(b.kind, b.kind) or a.polarity is not b.polarity:
        return None
    between = text[a.end : b.start]
    if len(between) > 40 or "\n" in between:
        return None
    return "or" if _OR.fullmatch(between) else "comma" if _COMMA.fullmatch(between) else None
