"""What people have said that their words mean, once somebody has approved it: pure look-ups, and the linker asked
after them.

A phrase is known by its folded words, and by their stems where its ending differs.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from kompetensnav.engine.linking.link import UNMATCHED_BELOW, Candidate, Linker, Why
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import phrase_key, stem_key, tokenise

_ALIKE, _OTHER_ENDING = 1.0, 0.95


def key_of(phrase: str) -> str:
    """The key of a phrase: its folded words, a hyphen as a space. Empty where it holds no word."""
    return phrase_key(tuple(t.folded for t in tokenise(phrase)))


@dataclass(frozen=True, slots=True)
class Aliases:
    """``meanings``: key -> concept; ``refused``: (key, concept) that it does not mean; ``not_asked``: keys of
    phrases that are no requirement. Make one with ``Aliases.of``.
    """

    meanings: Mapping[str, int] = field(default_factory=dict)
    refused: frozenset[tuple[str, int]] = frozenset()
    not_asked: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()  # all of the above
    by_stems: Mapping[str, str] = field(default_factory=dict)  # stems -> key

    @classmethod
    def of(
        cls, meanings: Mapping[str, int], refused: Iterable[tuple[str, int]] = (), not_asked: Iterable[str] = ()
    ) -> "Aliases":
        """Aliases of phrases as people write them. A meaning outweighs what says that there is none."""
        known = {key: concept for phrase, concept in meanings.items() if (key := key_of(phrase))}
        no_pairs = frozenset(
            (key, concept) for phrase, concept in refused if (key := key_of(phrase)) and known.get(key) != concept
        )
        nothing = frozenset(key for phrase in not_asked if (key := key_of(phrase)) and key not in known)
        keys = frozenset({*known, *(key for key, _ in no_pairs), *nothing})
        stems = {stem_key((key,)): key for key in sorted(keys, reverse=True)}  # of two the first by alphabet
        stems |= {key: key for key in keys}  # the stem of *kretsen* is *krets*, and that of *krets* is not
        return cls(known, no_pairs, nothing, keys, stems)

    def __bool__(self) -> bool:
        return bool(self.keys)

    @property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return max((len(key.split()) for key in self.keys), default=0)

    def known_as(self, key: str) -> str | None:
        """The known phrase that these words are: written alike, else in another ending."""
        return key if key in self.keys else self.by_stems.get(stem_key((key,)))

    def meaning(self, phrase: str) -> int | None:
        """The concept that a whole phrase means, or None."""
        known = self.known_as(key_of(phrase))
        return None if known is None else self.meanings.get(known)


NO_ALIASES = Aliases()


@dataclass(frozen=True, slots=True)
class AliasedLinker:
    """A linker that asks an organisation's own words first, and leaves out what they do not mean."""

    linker: Linker
    aliases: Aliases

    def link(
        self,
        text: str,
        kinds: Collection[Kind] | None = None,
        languages: Collection[str] | None = None,
        k: int = 5,
        floor: float = UNMATCHED_BELOW,
    ) -> list[Candidate]:
        """As ``Linker.link``; the approved meaning comes first."""
        key = key_of(text)
        known = self.aliases.known_as(key) if key else None
        if known is None:
            return self.linker.link(text, kinds, languages, k, floor)
        refused = {concept for phrase, concept in self.aliases.refused if phrase == known}
        found = self.linker.link(text, kinds, languages, k + len(refused) + 1, floor)
        meant = self.aliases.meanings.get(known)
        first = []
        graph = self.linker.graph
        if meant is not None and (not kinds or graph.kind(meant) in kinds):
            score = _ALIKE if known == key else _OTHER_ENDING
            first = [Candidate(meant, score, text, "und", Why.ALIAS)]
            refused |= set(graph.exact_cluster(meant))
        return [*first, *(c for c in found if c.concept not in refused)][:k]
