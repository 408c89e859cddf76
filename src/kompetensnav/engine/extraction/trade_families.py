"""Titles that end alike: *säljare* heads *telefonförsäljare*, *utesäljare*, *butikssäljare*.

A headline often gives only the head of the title, or a compound that no register holds (*fältsäljare*). The groups
of all titles with that head are then possible, and the rest of the advert tells which.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.text.normalise import stem, tokenise

_SHORTEST_HEAD = 5  # letters; shorter ends (-are, -man) are endings, not words
# In the definite form a word names the workplace ("mottagningen"), not the job; English -ian is no such form.
_DEFINITE = re.compile(r"(?:en|et|(?<!i)an|arna|erna|orna)$")
_AFTER_HEAD = re.compile(r"[,/(]|\s[-–]|\b(?:i|inom|på|för|till|med|vid|of|in|for|at)\b")


@dataclass(frozen=True, slots=True)
class TradeFamilies:
    """``heads``: head of a title, its ending off -> level-4 groups of the titles with that head."""

    heads: dict[str, frozenset[int]]

    def of(self, word: str) -> frozenset[int]:
        """Groups with a title whose head ends with this word, or else with its longest end that is a head."""
        base = _base(word)
        if _DEFINITE.search(word):
            return frozenset()
        for start in range(max(1, len(base) - _SHORTEST_HEAD + 1)):
            end = base[start:]
            if start == 0 or end in self.heads:
                found = [groups for head, groups in self.heads.items() if head.endswith(end)]
                if found:
                    return frozenset().union(*found)
        return frozenset()


def _base(word: str) -> str:
    """The stem, but *lärare* and *säljare* whole: without -are too little is left to tell words apart."""
    return word if word.endswith("are") else stem(word)


def build_families(graph: TaxonomyGraph) -> TradeFamilies:
    """The heads of the Swedish and English titles of occupations; key words (hidden labels) are no titles."""
    titles: list[tuple[list[str], list[int]]] = []
    alone: set[str] = set()
    languages = {i for i, language in enumerate(graph.languages) if language in ("sv", "en")}
    for concept in graph.of_kind(Kind.OCCUPATION).tolist():
        groups = [g for g in graph.targets(concept, Relation.BROADER) if graph.ssyk4(g) is not None]
        rows = range(int(graph.label_rows[concept]), int(graph.label_rows[concept + 1])) if groups else ()
        for row in rows:
            if int(graph.label_language[row]) in languages and graph.label_kind[row] != LabelKind.HIDDEN:
                first, *more = _AFTER_HEAD.split(graph.labels[row], maxsplit=1)
                words = [t.folded for t in tokenise(first)]
                titles.append((words, groups))
                alone.update(words if len(words) == 1 and not more else ())
    heads: defaultdict[str, set[int]] = defaultdict(set)
    for words, groups in titles:
        if words and (len(words) > 1 or words[0] in alone):
            # "Undersköterska mottagning" is headed by its first word, "warehouse worker" by its last.
            heads[_base(words[0] if words[0] in alone else words[-1])].update(groups)
    return TradeFamilies({head: frozenset(groups) for head, groups in sorted(heads.items())})
