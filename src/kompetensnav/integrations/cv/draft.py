"""A draft of a profile from a CV: what its fields state and what its words say, each with where it stands.

Nothing is invented: every suggestion has its words. The person confirms or leaves out each of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kompetensnav.apps.people.models import ProfileSection
from kompetensnav.apps.people.profile import HIGHEST_LEVEL, KINDS
from kompetensnav.engine.extraction.cv import CvExtractor
from kompetensnav.engine.extraction.cv_mentions import CvMention, CvSection
from kompetensnav.engine.linking.aliases import NO_ALIASES, Aliases, key_of
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.cv.cv_text import CvText, Stated, StatedFact
from kompetensnav.runtime.taxonomy_store import Taxonomy

SURE = 0.86  # a suggestion is ticked beforehand from here: labels as written, not what is only near them
_GUESS = 0.6  # the least score of a stated name that is no label, only like one
_DOUBTFUL = 0.5  # the most that is believed of what stands among interests
_MOST = 200  # suggestions; a longer draft helps nobody
_MOST_STATED = 500  # facts looked up; what more a file states is read as the words it is
_MOST_GUESSED = 60  # names looked for by likeness, the costly way
_NOT_THEIRS = (CvSection.CONTACT, CvSection.REFERENCES)  # others' trades
_KINDS_OF: Mapping[Stated, tuple[Kind, ...]] = {
    Stated.TITLE: KINDS[ProfileSection.OCCUPATION],
    Stated.SKILL: KINDS[ProfileSection.SKILL],
    Stated.LANGUAGE: KINDS[ProfileSection.LANGUAGE],
    Stated.EDUCATION: KINDS[ProfileSection.EDUCATION],
    Stated.LICENCE: (Kind.DRIVING_LICENCE,),
}
_ORDER = {section: i for i, section in enumerate(KINDS)}
_SECTION = {kind: section for section, kinds in KINDS.items() for kind in kinds}
# Levels of the European framework as the Swedish register of education counts. Level 5 may be shorter or longer
# than two years, level 1 is none of its own, level 3 is within upper secondary school.
_OF_EQF = {"eqf:2": "edu:2", "eqf:4": "edu:3", "eqf:6": "edu:5", "eqf:7": "edu:5", "eqf:8": "edu:6"}


class Basis(StrEnum):
    """What a suggestion rests on."""

    FIELD = "field"  # a field of the file states it
    WORDS = "words"  # it was read in the text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One concept for one section. ``spans`` are where it stands in the text, at least one, in their order."""

    section: ProfileSection
    concept: str
    level: int | None
    score: float
    basis: Basis
    spans: tuple[tuple[int, int], ...]

    @property
    def sure(self) -> bool:
        """Whether it is ticked beforehand."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True)
class Draft:
    """``text`` has its contacts hidden and is as long as the CV's; ``notes`` are codes of what to tell."""

    text: str
    language: str
    suggestions: tuple[Suggestion, ...]
    notes: tuple[str, ...]


NOTHING_FOUND = "nothing-found"
NO_OCCUPATION = "no-occupation"


@dataclass(slots=True)
class _Found:
    """What speaks for one concept; a field of the file outweighs words."""

    concept: int
    level: int | None = None
    score: float = 0.0
    basis: Basis = Basis.WORDS
    spans: set[tuple[int, int]] = field(default_factory=set)


class Drafter:
    """Drafts with the concepts of one taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._linker = taxonomy.linker
        self._graph = taxonomy.graph
        self._extractor = CvExtractor(taxonomy.graph, taxonomy.lexicon, taxonomy.linker)

    def draft(self, read: CvText, aliases: Aliases = NO_ALIASES) -> Draft:
        """The suggestions by section, as they stand in the text, read with approved corrections.

        Equal texts give equal drafts.
        """
        extraction = self._extractor.read(read.text)
        found: dict[int, _Found] = {}
        for concept, fact, score in self._stated(read.facts):
            meant = self._meant(fact.name, concept, aliases)
            if meant is not None:
                level = fact.level if fact.what is Stated.LANGUAGE else None
                self._add(found, meant, (fact.start, fact.end), level, score, Basis.FIELD)
        for mention in extraction.mentions:
            if mention.negated or mention.section in _NOT_THEIRS or mention.kind not in _SECTION:
                continue
            meant = self._meant(extraction.text[mention.start : mention.end], mention.concept, aliases)
            if meant is not None:
                span = (mention.start, mention.end)
                self._add(found, meant, span, mention.level, _believed(mention), Basis.WORDS)
        suggestions = sorted(map(self._suggestion, found.values()), key=lambda s: (_ORDER[s.section], s.spans))
        suggestions = suggestions[:_MOST]
        return Draft(
            extraction.text, extraction.language, tuple(suggestions), _notes(suggestions, extraction.notes)
        )

    def _stated(self, facts: tuple[StatedFact, ...]) -> Iterator[tuple[int, StatedFact, float]]:
        guesses = 0
        for fact in facts[:_MOST_STATED]:
            by_code = self._by_code(fact)
            if by_code is not None:
                yield by_code, fact, 1.0
                continue
            kinds = _KINDS_OF[fact.what]
            named = self._linker.named(fact.name, kinds)
            if named is not None:
                yield named.concept, fact, named.score
            elif fact.what in (Stated.TITLE, Stated.SKILL) and guesses < _MOST_GUESSED:
                guesses += 1
                like = self._linker.link(fact.name, kinds, k=1, floor=_GUESS)
                yield from ((c.concept, fact, min(c.score, SURE - 0.01)) for c in like)

    def _meant(self, words: str, concept: int, aliases: Aliases) -> int | None:
        """The concept, or what the words are approved to mean instead; None where they do not mean it."""
        key = aliases.known_as(key_of(words))
        if key is None:
            return concept
        if (key, concept) in aliases.refused:
            return None
        meant = aliases.meanings.get(key, concept)
        return meant if self._graph.kind(meant) in _SECTION else None

    def _by_code(self, fact: StatedFact) -> int | None:
        known = {
            Stated.LANGUAGE: f"lang:{fact.code}",
            Stated.LICENCE: f"drive:{fact.code}",
            Stated.EDUCATION: _OF_EQF.get(fact.code, ""),
        }.get(fact.what, fact.code)
        found = self._graph.find(known) if fact.code and known else None
        return found if found is not None and self._graph.kind(found) in _KINDS_OF[fact.what] else None

    def _add(
        self,
        found: dict[int, _Found],
        concept: int,
        span: tuple[int, int],
        level: int | None,
        score: float,
        basis: Basis,
    ) -> None:
        """Concepts that are exact matches of one another are one; the national of them is suggested."""
        cluster = self._graph.exact_cluster(concept)
        kind = self._graph.kind(concept)
        alike = [c for c in cluster if self._graph.kind(c).family is kind.family]
        one = found.setdefault(min(cluster), _Found(min(alike, key=lambda c: (not self._graph.is_national(c), c))))
        if level is not None and (one.level is None or score > one.score):
            one.level = level
        one.score = max(one.score, score)
        one.basis = Basis.FIELD if basis is Basis.FIELD else one.basis
        one.spans.add(span)

    def _suggestion(self, found: _Found) -> Suggestion:
        section = _SECTION[self._graph.kind(found.concept)]
        highest = HIGHEST_LEVEL.get(section, 0)
        level = found.level if found.level and found.level <= highest else None
        spans = tuple(sorted(found.spans))
        return Suggestion(section, self._graph.id(found.concept), level, found.score, found.basis, spans)


def _believed(mention: CvMention) -> float:
    """What somebody does in their leisure is seldom what they offer."""
    return min(mention.score, _DOUBTFUL) if mention.section is CvSection.INTERESTS else mention.score


def _notes(suggestions: list[Suggestion], read: tuple[str, ...]) -> tuple[str, ...]:
    if not suggestions:
        return (NOTHING_FOUND,)
    lacking = all(s.section != ProfileSection.OCCUPATION for s in suggestions)
    return tuple(dict.fromkeys([*read, *([NO_OCCUPATION] if lacking else [])]))
