"""Candidates by meaning: labels whose vectors lie near a phrase's, with how likely each is right."""

from collections.abc import Collection
from dataclasses import dataclass, field

from kompetensnav.engine.linking.calibration import Calibration
from kompetensnav.engine.linking.fusion import OPEN
from kompetensnav.engine.linking.label_vectors import SKILLS, TRADES, LabelVectors
from kompetensnav.engine.linking.lexicon import Lexicon
from kompetensnav.engine.linking.vectors import Encoder, Floats
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind

_NEAR = 100  # surfaces looked at more closely
_REMEMBERED = 2_048  # phrases; the same titles come again and again


@dataclass(frozen=True)
class Meaning:
    """Embeddings of one taxonomy's labels, the model that made them, and what their likeness is worth."""

    graph: TaxonomyGraph
    lexicon: Lexicon
    vectors: LabelVectors
    encoder: Encoder
    calibration: Calibration
    _remembered: dict[str, Floats] = field(default_factory=dict)

    def surfaces(self, text: str, kinds: Collection[Kind] | None) -> list[tuple[int, float]]:
        """(surface, probability) of what the phrase may mean, best first."""
        if kinds is not None and not (TRADES | SKILLS) & set(kinds):
            return []  # languages, licences and the like have no vectors: the model is not asked
        near = self.vectors.nearest(self._placed(text), kinds, _NEAR)
        if not near:
            return []
        grams = self.lexicon.grams.scores(text)
        share = OPEN.characters
        fused = sorted(((1 - share) * cosine + share * float(grams[s]), -s) for s, cosine in near)
        ranked = [(-s, likeness) for likeness, s in reversed(fused)]
        best, rival = ranked[0][1], self._rival(ranked, kinds)
        found = []
        for surface, likeness in ranked:
            lead = likeness - (rival if likeness > rival else best)
            found.append((surface, self.calibration.probability(likeness, lead)))
        return found

    def _rival(self, ranked: list[tuple[int, float]], kinds: Collection[Kind] | None) -> float:
        """Likeness of the best surface that names another concept than the best one."""
        first = self._named(ranked[0][0], kinds)
        kin = {c for concept in first for c in self.graph.exact_cluster(concept)}
        for surface, likeness in ranked[1:]:
            if not self._named(surface, kinds) & kin:
                return likeness
        return 0.0

    def _named(self, surface: int, kinds: Collection[Kind] | None) -> set[int]:
        concepts = {int(self.graph.label_concept[row]) for row in self.lexicon.labels_of(surface)}
        return {c for c in concepts if kinds is None or self.graph.kind(c) in kinds}

    def _placed(self, text: str) -> Floats:
        key = text.strip().lower()
        placed = self._remembered.get(key)
        if placed is None:
            placed = self.vectors.place(key, self.encoder.encode([key])[0])
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = placed
        return placed
