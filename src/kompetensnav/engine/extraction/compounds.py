"""Swedish compounds that name what their first part names: *undersköterskeutbildning*, *kemiområdet*, *CAD-vana*.

Registers hold the first part alone. Only endings that add nothing of their own are cut off.
"""

import re
from collections.abc import Iterator

from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import Token

_SCORE = 0.85  # below every label
_SHORTEST_PART = 4  # letters; names joined by a hyphen may be shorter ("CAD-vana")
_SHORTEST_STEM = 6  # letters to which an ending may be added again ("kemikali" + "e")
# Being trained as something names the trade; so does a diploma.
_TRAINING = re.compile(r"^(?P<part>.{3,30}?)-?(?:utbildning(?:en)?|utbildade?|examen|kompetens)$")
_OF_A_FIELD = re.compile(
    r"^(?P<part>.{3,30}?)-?(?:arbetet?|frågor(?:na)?|områdets?|område|branschen|bransch|kunskap(?:er|erna)?"
    r"|erfarenhet(?:er)?|vana|kompetens(?:er)?|uppgifter|projekt(?:et|en)?|hantering|intresse|bakgrund|miljö(?:er)?)$"
)


class CompoundFinder:
    """Finds such compounds in a text."""

    def __init__(self, spotter: Spotter) -> None:
        self._spotter = spotter

    def find(self, document: Document) -> Iterator[Spot]:
        """One spot a compound; none in English, which writes the parts apart."""
        for token in document.tokens if document.language != "en" else ():
            yield from self._of_token(token)

    def _of_token(self, token: Token) -> Iterator[Spot]:
        training = _TRAINING.match(token.folded)
        trade = training and self._named(_trades(training["part"]), Kind.OCCUPATION)
        field = None if trade else _OF_A_FIELD.match(token.folded)
        if field and len(field["part"]) < _SHORTEST_PART and "-" not in token.folded:
            return
        found = trade or (field and self._named(_fields(field["part"]), Kind.SKILL, Kind.KNOWLEDGE))
        if found:
            yield Spot(token.start, token.end, found.concept, found.kind, found.label, _SCORE, also=found.also)

    def _named(self, words: tuple[str, ...], *kinds: Kind) -> Spot | None:
        found = (self._spotter.lookup(word, kind) for word in words for kind in kinds)
        return next((spot for spot in found if spot), None)


def _trades(part: str) -> tuple[str, ...]:
    """Titles whose form in compounds this is: *barnskötar-*, *sjuksköterske-*, *köksbiträdes-*, *kock-*."""
    if part.endswith("e"):
        return part, f"{part[:-1]}a"
    return (f"{part}e", part) if part.endswith("ar") else (part, part.removesuffix("s"))


def _fields(part: str) -> tuple[str, ...]:
    bare = part.removesuffix("s")
    return (part, bare, f"{bare}a", f"{bare}e") if len(bare) >= _SHORTEST_STEM else (part, bare)
