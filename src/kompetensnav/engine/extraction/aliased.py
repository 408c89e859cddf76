"""Approved corrections applied to what was read of an advert: a step after extraction that changes only what the
aliases speak of.

1. A phrase with an approved meaning becomes a mention of that concept, in place of what was read in its words. A
   longer label that holds the phrase keeps its words: *PLC* says nothing of *PLC programming*.
2. What was read in a phrase that is no requirement, or that does not mean what was read, is left out. A note says
   which words.
3. The occupations follow their mentions.

No aliases change nothing, and applying them twice is applying them once.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from kompetensnav.engine.extraction.levels import skill_level
from kompetensnav.engine.extraction.mentions import Extraction, Mention, OccupationCandidate, Polarity
from kompetensnav.engine.extraction.polarity import PolarityReader
from kompetensnav.engine.extraction.sections import read_lines
from kompetensnav.engine.extraction.short_notes import is_note, polarity_in_note
from kompetensnav.engine.extraction.spots import INFLECTIONS
from kompetensnav.engine.linking.aliases import Aliases
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import Token, phrase_key, tokenise

LEFT_OUT = "left-out:"  # a note that begins so ends with the words
_NO_OCCUPATION = "no-occupation"
_WHY = "alias"
_SURE = 1.0
_TRADES = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)
_SKILLS = (Kind.SKILL, Kind.KNOWLEDGE)
_BREAKS = frozenset(".!?;:\n\r()[]{}•|")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Known words at a place of the text; ``key`` as the aliases have it."""

    start: int
    end: int
    key: str


def aliased(extraction: Extraction, aliases: Aliases, graph: TaxonomyGraph) -> Extraction:
    """The extraction with an organisation's approved corrections."""
    if not aliases:
        return extraction
    phrases = list(_phrases(extraction.text, aliases))
    clauses = _Clauses(extraction, phrases)
    mentions = list(extraction.mentions)
    for phrase in phrases:
        meant = aliases.meanings.get(phrase.key)
        if meant is not None:
            mentions = _with_meaning(clauses, mentions, phrase, meant, graph.kind(meant))
    mentions.sort(key=lambda m: (m.start, -m.end, m.kind, m.concept))
    kept, words = _without(mentions, phrases, aliases, extraction.text)
    lost = _lost(extraction.mentions, kept, graph)
    occupations = _occupations(extraction, kept, graph, lost)
    return replace(
        extraction,
        mentions=tuple(kept),
        occupations=occupations,
        suggestions=tuple(s for s in extraction.suggestions if s.concept not in lost),
        notes=_notes(extraction.notes, words, has_occupation=bool(occupations)),
    )


def _phrases(text: str, aliases: Aliases) -> Iterator[_Phrase]:
    """Known phrases by place, the longest at each; they do not overlap, nor run over the end of a sentence."""
    tokens = tokenise(text)
    at = 0
    while at < len(tokens):
        end = at + 1
        for length in range(min(aliases.longest, len(tokens) - at), 0, -1):
            window = tokens[at : at + length]
            key = _known(text, window, aliases)
            if key is not None:
                yield _Phrase(window[0].start, window[-1].end, key)
                end = at + length
                break
        at = end


def _known(text: str, window: Sequence[Token], aliases: Aliases) -> str | None:
    if any(_BREAKS & set(text[a.end : b.start]) for a, b in pairwise(window)):
        return None
    written = phrase_key(tuple(t.folded for t in window))
    known = aliases.known_as(written)
    return known if known is None or known == written or _inflected(known, written) else None


def _inflected(known: str, written: str) -> bool:
    """Whether two phrases of the same stems are the same words in another inflection, the last of them at least.

    The stemmer also joins words that are only derived from one another (*testa*, *testare*).
    """
    base, form = known.rpartition(" ")[2], written.rpartition(" ")[2]
    return base == form or any(_forms(a, b) for a, b in ((base, form), (form, base)))


def _forms(base: str, form: str) -> bool:
    for ending, forms in INFLECTIONS:
        if base.endswith(ending):
            root = base[: len(base) - len(ending)]
            return len(root) > 2 and form.startswith(root) and form[len(root) :] in forms
    return False


def _with_meaning(
    clauses: "_Clauses", mentions: list[Mention], phrase: _Phrase, concept: int, kind: Kind
) -> list[Mention]:
    """The mentions with one of ``concept`` in place of those that share its words; longer ones keep theirs."""
    sharing = [m for m in mentions if m.start < phrase.end and phrase.start < m.end]
    if not sharing:
        return [*mentions, clauses.mention(phrase, concept, kind)]
    if any(m.end - m.start > phrase.end - phrase.start for m in sharing):
        return mentions
    was = max(sharing, key=lambda m: m.end - m.start)
    same_family = was.kind.family is kind.family
    new = replace(
        was,
        start=phrase.start,
        end=phrase.end,
        concept=concept,
        kind=kind,
        level=was.level if same_family else None,
        score=_SURE,
        label=clauses.text[phrase.start : phrase.end],
        alternative_group=was.alternative_group if same_family else None,
    )
    return [*(m for m in mentions if m not in sharing), new]


class _Clauses:
    """What the words around a phrase say of it; read when the first phrase asks."""

    def __init__(self, extraction: Extraction, phrases: Sequence[_Phrase]) -> None:
        self.text = extraction.text
        self._headline_end = extraction.headline_end
        self._asks = bool(extraction.occupations)
        self._starts = sorted({m.start for m in extraction.mentions} | {p.start for p in phrases})

    @cached_property
    def _reader(self) -> PolarityReader:
        return PolarityReader(self.text, read_lines(self.text, self._headline_end), self._has_mention)

    @cached_property
    def _is_note(self) -> bool:
        return is_note(self.text, self._reader.lines, asks=self._asks)

    def _has_mention(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end

    def mention(self, phrase: _Phrase, concept: int, kind: Kind) -> Mention:
        """A mention of words in which nothing was read."""
        text, start, end = self.text, phrase.start, phrase.end
        polarity = self._reader.at(start, end)
        if self._is_note:
            polarity = polarity_in_note(text, start, end, kind, polarity)
        if start < self._headline_end or kind in _TRADES:
            polarity = Polarity.MENTIONED
        clause = self._reader.clause_at(start)
        return Mention(
            start=start,
            end=end,
            concept=concept,
            kind=kind,
            polarity=polarity,
            level=skill_level(text, clause.start, start) if kind in _SKILLS else None,
            years=None,
            section=self._reader.lines[self._reader.line_at(start)].section,
            score=_SURE,
            label=text[start:end],
        )


def _without(
    mentions: Iterable[Mention], phrases: Sequence[_Phrase], aliases: Aliases, text: str
) -> tuple[list[Mention], list[str]]:
    """(mentions kept, words of those left out)."""
    kept, words = [], []
    for mention in mentions:
        said = text[mention.start : mention.end]
        keys = [p.key for p in phrases if p.start <= mention.start and mention.end <= p.end]
        keys += [key for key in [_known(said, tokenise(said), aliases)] if key]  # its own, within a longer phrase
        if any(key in aliases.not_asked or (key, mention.concept) in aliases.refused for key in keys):
            words.append(" ".join(said.split()))
        else:
            kept.append(mention)
    return kept, words


def _lost(before: Iterable[Mention], after: Iterable[Mention], graph: TaxonomyGraph) -> set[int]:
    """Trades that no words name any longer."""
    named = {c for m in after for c in graph.exact_cluster(m.concept)}
    gone = {m.concept for m in before if m.kind in _TRADES} - named
    return {c for concept in gone for c in graph.exact_cluster(concept)}


def _occupations(
    extraction: Extraction, mentions: Iterable[Mention], graph: TaxonomyGraph, lost: set[int]
) -> tuple[OccupationCandidate, ...]:
    """The candidates without those lost, and before them what the organisation's words name.

    Such a trade counts where it stands in the headline, takes the place of one that was lost, or is the only one.
    """
    left = [o for o in extraction.occupations if o.concept not in lost]
    known = {o.concept for o in left}
    gone = [o for o in extraction.occupations if o.concept in lost]
    before = frozenset(extraction.mentions)
    new: dict[int, OccupationCandidate] = {}
    for m in mentions:
        if m.kind is not Kind.OCCUPATION or m in before or m.concept in known:
            continue
        if gone or not left or m.start < extraction.headline_end:
            label, ssyk4 = graph.label(m.concept), graph.ssyk4(m.concept)
            new[m.concept] = OccupationCandidate(m.concept, label, ssyk4, _SURE, (_WHY,))
    return (*new.values(), *left)


def _notes(notes: Iterable[str], words: Iterable[str], *, has_occupation: bool) -> tuple[str, ...]:
    told = [n for n in notes if n != _NO_OCCUPATION or not has_occupation]
    if not has_occupation and _NO_OCCUPATION not in told:
        told.append(_NO_OCCUPATION)
    return tuple(dict.fromkeys([*told, *(LEFT_OUT + w for w in words)]))
