"""Where labels stand in a text: one spot for each label found, before polarity and level are known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kompetensnav.engine.linking.lexicon import Lexicon, PhraseMatch, Written
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind
from kompetensnav.engine.text.normalise import Token, fold, tokenise

# Where one surface names concepts of several kinds, the more specific kind counts. Skill groups, education
# fields and wide occupation groups ("chefer", "professionals") are containers, not things a person is asked for.
KIND_ORDER = (
    Kind.LANGUAGE,
    Kind.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL,
    Kind.OCCUPATION,
    Kind.SKILL,
    Kind.KNOWLEDGE,
    Kind.OCCUPATION_GROUP,
)
_LABEL_SCORE = {LabelKind.PREFERRED: 1.0, LabelKind.ALTERNATIVE: 0.97, LabelKind.HIDDEN: 0.9}
_ENDING = 0.95
_AMBIGUOUS = 0.9  # the surface names several concepts of the kind
_SHORTEST_ROOT = 3  # letters before the ending; shorter roots are shared by strangers
_BASE_FORMS = frozenset({Kind.SKILL, Kind.KNOWLEDGE, Kind.LANGUAGE})
# Swedish endings of nouns and verbs by the end of the base form; the first that fits counts. The English plural
# is the last row's "s".
_ENDINGS: tuple[tuple[str, str], ...] = (
    ("are", "are ares aren arens arna arnas"),
    ("um", "um ums et ets er erna"),
    ("a", "a an ans as or ors orna ornas ar er ade at de te t r"),
    ("e", "e en ens es ar ars arna arnas er erna n ns r rna rnas"),
    ("", "s en ens et ets n ns ar ars arna arnas er ers erna ernas or orna a e t na nas r"),
)
INFLECTIONS = tuple((ending, frozenset(forms.split())) for ending, forms in _ENDINGS)
_DOTTED = re.compile(r"\b(?:leg|bitr|fil|tekn|spec|ekon|pol|med|civ|dipl|cert|auk|reg)\.(?= )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A concept at a span. ``level`` only where the words of the span themselves say it.

    ``also`` are further concepts of the kind that share the words: "säljare" is a label of several trades.
    """

    start: int
    end: int
    concept: int
    kind: Kind
    label: str
    score: float
    level: int | None = None
    also: tuple[int, ...] = ()


@dataclass(frozen=True)
class Document:
    """A masked text, its words and language."""

    text: str
    headline_end: int
    language: str
    tokens: Sequence[Token]


def read_document(text: str, headline_end: int, language: str) -> Document:
    """The document with its tokens."""
    return Document(text, headline_end, language, tokenise(text))


def undotted(text: str) -> str:
    """The text with the full stop of abbreviations before a title (*leg. läkare*) made a space: equal length."""
    return _DOTTED.sub(lambda m: m.group()[:-1] + " ", text)


class Spotter:
    """Finds labels of one graph."""

    def __init__(self, graph: TaxonomyGraph, lexicon: Lexicon) -> None:
        self.graph = graph
        self.lexicon = lexicon
        self._rank = {kind: i for i, kind in enumerate(KIND_ORDER)}

    def spots(self, document: Document) -> Iterator[Spot]:
        """Every label in the document, overlapping ones too; one spot a span and kind."""
        text = undotted(document.text)
        best: dict[tuple[int, int, Kind], Spot] = {}
        for match in self.lexicon.phrases(text, document.tokens):
            for spot in self._of_match(document, match):
                key = (spot.start, spot.end, spot.kind.family)
                if key not in best or self._strength(spot) > self._strength(best[key]):
                    best[key] = spot
        yield from best.values()

    def _strength(self, spot: Spot) -> tuple[bool, float]:
        """National concepts before European ones of the same words: people's claims are national too."""
        return self.graph.is_national(spot.concept), spot.score

    def lookup(self, words: str, kind: Kind) -> Spot | None:
        """The concept of a kind whose label these words are, as a spot at 0..0."""
        tokens = tokenise(words)
        for surface, written in self.lexicon.written(tuple(t.folded for t in tokens)) if tokens else ():
            rows = [
                r
                for r in self.lexicon.labels_of(surface)
                if self.graph.kind(int(self.graph.label_concept[r])) is kind
            ]
            if rows:
                return self._spot(0, 0, rows, kind, written)
        return None

    def _of_match(self, document: Document, match: PhraseMatch) -> Iterator[Spot]:
        start, end = document.tokens[match.first].start, document.tokens[match.end - 1].end
        surface = self.lexicon.surfaces[match.surface]
        found = fold(document.text[start:end])
        by_kind: dict[Kind, list[int]] = {}
        for row in self.lexicon.labels_of(match.surface):
            if self._readable(document, row, match.written):
                by_kind.setdefault(self.graph.kind(int(self.graph.label_concept[row])), []).append(row)
        for kind in sorted(by_kind, key=lambda k: self._rank.get(k, 99)):
            if kind is Kind.OCCUPATION_GROUP:
                by_kind[kind] = [r for r in by_kind[kind] if self.graph.ssyk4(int(self.graph.label_concept[r]))]
            if (
                kind in self._rank
                and by_kind[kind]
                and (match.written is Written.ALIKE or _same_word(found, surface, kind))
            ):
                yield self._spot(start, end, by_kind[kind], kind, match.written)

    def _readable(self, document: Document, row: int, written: Written) -> bool:
        """Labels of the document's language count; so do Swedish and English ones in each other, written alike.

        Endings are stripped by Swedish rules, which would make strangers of other languages meet.
        """
        language = self.graph.languages[int(self.graph.label_language[row])]
        if language == document.language == "sv" or document.language not in ("sv", "en"):
            return True
        if language == document.language:
            return True
        return language in ("sv", "en", "und") and written is Written.ALIKE

    def _row_order(self, row: int) -> tuple[bool, int, int, int]:
        graph, concept = self.graph, int(self.graph.label_concept[row])
        return not graph.is_national(concept), int(graph.label_kind[row]), int(graph.label_source[row]), concept

    def _spot(self, start: int, end: int, rows: Sequence[int], kind: Kind, written: Written) -> Spot:
        graph = self.graph
        row = min(rows, key=self._row_order)
        score = _LABEL_SCORE[LabelKind(int(graph.label_kind[row]))]
        if written is Written.OTHER_ENDING:
            score *= _ENDING
        concept = int(graph.label_concept[row])
        also = tuple(sorted({int(graph.label_concept[r]) for r in rows} - {concept}))
        if set(also) - set(graph.exact_cluster(concept)):
            score *= _AMBIGUOUS
        return Spot(start, end, concept, kind, graph.labels[row], round(score, 4), also=also)


def _same_word(found: str, label: str, kind: Kind) -> bool:
    """Whether two one-word forms with one stem are one word in another inflection.

    The stemmer also joins words that are only derived from one another (*testa* and *testare*, *matematik* and
    *matematiker*): the first is no trade. A skill may also be found in its base form where the label is inflected.
    """
    if " " in label or " " in found or found[:1] > "\u024f":
        return True  # the endings below are those of Latin script
    if kind is Kind.OCCUPATION_GROUP:
        return False  # groups are named in the plural; the singular is an occupation's label
    return _inflects(label, found) or (kind in _BASE_FORMS and _inflects(found, label))


def _inflects(base: str, form: str) -> bool:
    for ending, forms in INFLECTIONS:
        if base.endswith(ending):
            root = base[: len(base) - len(ending)]
            return len(root) >= _SHORTEST_ROOT and form.startswith(root) and form[len(root) :] in forms
    return False
