"""``kompetensnav evaluate adverts``: the occupation read from the words, against the advert's own fields.

The fields are hidden from every method: ours reads headline and text; the baselines compare each of the two with
the labels of all occupations, and add up.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kompetensnav.cli.evaluate_baselines import Method, baselines
from kompetensnav.cli.evaluate_cost import Cost, costed
from kompetensnav.cli.evaluate_table import number, show
from kompetensnav.cli.evaluate_vectors import ShownCache
from kompetensnav.cli.screen import Screen
from kompetensnav.engine.extraction.mentions import Extraction
from kompetensnav.engine.linking.vectors import Encoder
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.integrations.adverts import Advert, read
from kompetensnav.integrations.adverts.understand import AdvertReader
from kompetensnav.runtime import parameters
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.taxonomy_store import Taxonomy

TOPS = (1, 3, 5)
_LABEL_LANGUAGES = ("sv", "en")  # of the labels the baselines may use: those adverts are written in
_CLIPPED = 500  # best labels of a baseline that are looked through for different groups
_Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Guess:
    """Best first, each once: level-4 groups, and clusters of occupations by their first concept."""

    groups: tuple[str, ...]
    occupations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Over ``n`` adverts, for each k the share whose answer is among the first k."""

    n: int
    top: dict[int, float]


@dataclass(frozen=True, slots=True)
class Result:
    """One method on all adverts."""

    name: str
    guesses: list[Guess]
    groups: Accuracy
    occupations: Accuracy
    cost: Cost


class Fields:
    """What adverts state about themselves, in terms of one taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._graph, self._linker = taxonomy.graph, taxonomy.linker

    def group(self, code: str | None) -> str | None:
        """A level-4 code; where the employment service merges groups (1211 and 1212 into 1210), the merged one."""
        concept = self._graph.find(f"ssyk:{code}") if code else None
        if concept is None:
            return code
        above = [self._graph.id(c) for c in self._graph.targets(concept, Relation.BROADER)]
        merged = f"ssyk:{str(code)[:3]}0"
        return merged.removeprefix("ssyk:") if merged in above else code

    def occupation(self, concept: int) -> int:
        """The concept that stands for all that are exact matches of one."""
        return self._graph.exact_cluster(concept)[0]

    def stated(self, advert: Advert) -> tuple[str | None, int | None]:
        """(level-4 group, occupation where its id or label is known) of an advert's own fields."""
        return self.group(advert.stated.ssyk4), self._stated_occupation(advert)

    def _stated_occupation(self, advert: Advert) -> int | None:
        field = advert.stated.occupation
        if field is None:
            return None
        for code in field.codes:
            concept = self._graph.find(code)
            if concept is not None and self._graph.kind(concept) is Kind.OCCUPATION:
                return self.occupation(concept)
        named = self._linker.named(field.label, (Kind.OCCUPATION,))
        return None if named is None else self.occupation(named.concept)

    def guess(self, concepts: Iterable[int]) -> Guess:
        """Ranked concepts as a guess; what has no level-4 group takes no place among the groups."""
        ranked = list(concepts)
        groups = [g for c in ranked if (g := self.group(self._graph.ssyk4(c)))]
        trades = [self.occupation(c) for c in ranked if self._graph.kind(c) is Kind.OCCUPATION]
        return Guess(tuple(dict.fromkeys(groups)), tuple(dict.fromkeys(trades)))


def evaluate(
    screen: Screen, file: Path, taxonomy: Taxonomy, encoder: Encoder | None, as_json: bool
) -> _Json | None:
    """Run every method; print the tables, or return what ``--json`` prints."""
    adverts, fields = read(file), Fields(taxonomy)
    stated = [fields.stated(advert) for advert in adverts]
    if not any(group or trade for group, trade in stated):
        raise InputError(Problem("evaluate.nothing-stated", file.name))
    reader = AdvertReader(taxonomy, parameters.load())
    reading = screen.progress(adverts, len(adverts), "extract.progress")
    extractions, cost = costed(lambda: [reader.extract(advert) for advert in reading])
    guesses = [fields.guess(o.concept for o in e.occupations) for e in extractions]
    results = [_result("ours", guesses, stated, cost)]
    labels, concepts = labels_of_occupations(taxonomy.graph)
    for method in baselines(labels, encoder, ShownCache(screen)) if labels else []:
        ranked, cost = _baseline(method, extractions, concepts)
        results.append(_result(method.name, [fields.guess(r) for r in ranked], stated, cost))
    counts = Counter(m.kind for e in extractions for m in e.mentions)
    if as_json:
        return _json(taxonomy, adverts, stated, results, counts)
    _show(screen, taxonomy, len(adverts), results, counts)
    return None


def labels_of_occupations(graph: TaxonomyGraph) -> tuple[list[str], NDArray[np.intp]]:
    """Labels of occupations that stand in a level-4 group, in the languages of adverts, and their concepts."""
    languages = [n for n, name in enumerate(graph.languages) if name in _LABEL_LANGUAGES]
    rows = np.flatnonzero(np.isin(graph.label_language, languages))
    rows = rows[graph.kinds[graph.label_concept[rows]] == Kind.OCCUPATION]
    known = {int(c) for c in np.unique(graph.label_concept[rows]) if graph.ssyk4(int(c))}
    chosen = [int(r) for r in rows if int(graph.label_concept[r]) in known]
    return [graph.labels[r] for r in chosen], graph.label_concept[chosen].astype(np.intp)


def accuracy(ranked: Sequence[Sequence[Hashable]], right: Sequence[Hashable | None]) -> Accuracy:
    """Shares over those that have a right answer; a guess that stops early is wrong from there on."""
    pairs = [(r, answer) for r, answer in zip(ranked, right, strict=True) if answer is not None]
    n = len(pairs)
    return Accuracy(n, {k: sum(a in r[:k] for r, a in pairs) / n if n else 0.0 for k in TOPS})


def _baseline(
    method: Method, extractions: Sequence[Extraction], concepts: NDArray[np.intp]
) -> tuple[list[list[int]], Cost]:
    return costed(lambda: list(_ranked(method, extractions, concepts)))


def _ranked(method: Method, extractions: Sequence[Extraction], concepts: NDArray[np.intp]) -> Iterator[list[int]]:
    """Concepts by their labels' scores, best first, from the masked words that our own reader saw."""
    ranker = method.make()
    for e in extractions:
        headline, text = e.text[: e.headline_end], e.text[e.headline_end :]
        scores = ranker.scores([headline, text]).sum(axis=0)
        best = np.argsort(-scores, kind="stable")[:_CLIPPED]
        yield [int(c) for c in concepts[best]]


def _result(name: str, guesses: list[Guess], stated: Sequence[tuple[str | None, int | None]], cost: Cost) -> Result:
    return Result(
        name,
        guesses,
        accuracy([g.groups for g in guesses], [group for group, _ in stated]),
        accuracy([g.occupations for g in guesses], [trade for _, trade in stated]),
        cost,
    )


def _json(
    taxonomy: Taxonomy,
    adverts: Sequence[Advert],
    stated: Sequence[tuple[str | None, int | None]],
    results: Sequence[Result],
    counts: Counter[Kind],
) -> _Json:
    ours, *others = results
    return {
        "taxonomy_version": taxonomy.name,
        "adverts": len(adverts),
        **_result_json(ours),
        "mentions": {kind.name.lower(): counts[kind] for kind in sorted(counts)},
        "guesses": [
            {"id": advert.id, "ssyk4": group, "guessed": list(guess.groups[: TOPS[-1]])}
            for advert, (group, _), guess in zip(adverts, stated, ours.guesses, strict=True)
        ],
        "baselines": {result.name: _result_json(result) for result in others},
    }


def _result_json(result: Result) -> _Json:
    return {
        "ssyk4": _accuracy_json(result.groups),
        "occupation": _accuracy_json(result.occupations),
        "seconds": round(result.cost.seconds, 2),
        "peak_mb": round(result.cost.peak_mb, 1),
    }


def _accuracy_json(accuracy: Accuracy) -> _Json:
    return {"n": accuracy.n, **{f"top_{k}": round(accuracy.top[k], 6) for k in TOPS}}


def _show(
    screen: Screen, taxonomy: Taxonomy, adverts: int, results: Sequence[Result], counts: Counter[Kind]
) -> None:
    say = screen.words.say
    groups, trades = results[0].groups.n, results[0].occupations.n
    title = say("evaluate.adverts-title", n=adverts, taxonomy=taxonomy.name, groups=groups, occupations=trades)
    head = [
        say("evaluate.method"),
        *(say("evaluate.group-top", k=k) for k in TOPS),
        *(say("evaluate.occupation-top", k=k) for k in TOPS),
        say("evaluate.seconds"),
        say("evaluate.peak"),
    ]
    rows = [
        [
            say(f"method.{r.name}"),
            *(number(screen, 100 * a.top[k], 1) for a in (r.groups, r.occupations) for k in TOPS),
            number(screen, r.cost.seconds, 1),
            number(screen, r.cost.peak_mb, 0),
        ]
        for r in results
    ]
    show(screen, title, head, rows)
    kinds = ", ".join(f"{say(f'kind.{kind.name.lower()}')} {counts[kind]}" for kind in sorted(counts)) or "–"
    screen.say("evaluate.mentions", n=counts.total(), kinds=kinds)
