"""``kompetensnav evaluate melo``: our linking beside the baselines on one set of the MELO benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kompetensnav.cli.evaluate_baselines import Method, baselines
from kompetensnav.cli.evaluate_cost import Cost, costed
from kompetensnav.cli.evaluate_table import number, show
from kompetensnav.cli.evaluate_vectors import ShownCache
from kompetensnav.cli.screen import Screen
from kompetensnav.engine.linking.measures import HITS, LabelRanker, Measures, Ranks, measure, relevant_ranks
from kompetensnav.engine.linking.vectors import Encoder
from kompetensnav.integrations.melo.read import MeloGold, MeloSet, read_corpus, read_gold
from kompetensnav.runtime.taxonomy_store import Taxonomy

OURS = "ours"
_Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a set is run: ``mode`` closed or open, ``order`` plain or concept; the rest is for the open mode."""

    mode: str
    order: str
    taxonomy: Taxonomy | None = None
    pivots: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One method on a set: over all queries that have an answer, and over those of each kind of answer."""

    name: str
    whole: Measures
    by_gold: dict[str, Measures]
    cost: Cost


def evaluate(
    screen: Screen, folder: Path, setting: Setting, encoder: Encoder | None, as_json: bool
) -> _Json | None:
    """Run every method; print the tables, or return what ``--json`` prints."""
    corpus = read_corpus(folder)
    gold = read_gold(folder, corpus)
    pivots = [read_corpus(pivot) for pivot in setting.pivots]
    cache = ShownCache(screen)
    methods = [_ours(corpus, setting, pivots, encoder, cache), *baselines(corpus.labels, encoder, cache)]
    answered = [i for i, right in enumerate(gold.relevant) if len(right)]
    results = [_run(screen, method, corpus, gold, answered, setting.order) for method in methods]
    if as_json:
        return _json(corpus, gold, answered, setting, results)
    _show(screen, corpus, gold, answered, setting, results)
    return None


def gold_kind(addresses: set[str]) -> str:
    """What the right concepts of a query are: ESCO occupations, ISCO groups, both, or something else."""
    kinds = {
        "occupation" if "/occupation/" in a else "group" if "/isco/" in a else "other" for a in sorted(addresses)
    }
    return kinds.pop() if len(kinds) == 1 else "both" if kinds == {"occupation", "group"} else "other"


def _ours(
    corpus: MeloSet, setting: Setting, pivots: Sequence[MeloSet], encoder: Encoder | None, cache: ShownCache
) -> Method:
    from kompetensnav.integrations.melo.ours import ranker

    return Method(
        OURS,
        lambda: ranker(corpus, setting.mode, setting.order, setting.taxonomy, pivots, encoder, cache),
    )


def _run(
    screen: Screen, method: Method, corpus: MeloSet, gold: MeloGold, answered: list[int], order: str
) -> Result:
    """One method. Its time is that of making it and of ranking all labels for the answered queries."""

    def work() -> list[Ranks]:
        ranker: LabelRanker = method.make()
        queries = [gold.queries[i] for i in answered]
        relevant = [gold.relevant[i] for i in answered]
        ranks = relevant_ranks(ranker, queries, relevant, corpus.concept_of if order == "concept" else None)
        return list(screen.progress(ranks, len(queries), f"method.{method.name}"))

    ranks, cost = costed(work)
    kinds = [gold_kind({corpus.concepts[c] for c in corpus.concept_of[gold.relevant[i]]}) for i in answered]
    by_gold: dict[str, Measures] = {
        kind: measure([r for r, k in zip(ranks, kinds, strict=True) if k == kind])
        for kind in ("occupation", "group", "both", "other")
        if kind in kinds
    }
    return Result(method.name, measure(ranks), by_gold, cost)


def _json(
    corpus: MeloSet, gold: MeloGold, answered: list[int], setting: Setting, results: Sequence[Result]
) -> _Json:
    ours, *others = results
    return {
        "set": corpus.name,
        "mode": setting.mode,
        "order": setting.order,
        "taxonomy_version": setting.taxonomy.name if setting.taxonomy else None,
        "pivots": [pivot.resolve().name for pivot in setting.pivots],
        "query_language": corpus.query_language,
        "corpus_languages": list(corpus.corpus_languages),
        "queries": len(gold.queries),
        "queries_measured": len(answered),
        "labels": len(corpus.labels),
        "concepts": len(corpus.concepts),
        **_result_json(ours),
        "baselines": {result.name: _result_json(result) for result in others},
    }


def _result_json(result: Result) -> _Json:
    return {
        **_measures_json(result.whole),
        "by_gold": {kind: _measures_json(measures) for kind, measures in result.by_gold.items()},
        "seconds": round(result.cost.seconds, 2),
        "peak_mb": round(result.cost.peak_mb, 1),
    }


def _measures_json(measures: Measures) -> _Json:
    hits = {f"hit_at_{k}": round(measures.hit_at[k], 6) for k in HITS}
    return {"n": measures.n, "mrr": round(measures.mrr, 6), "map": round(measures.map, 6), **hits}


def _show(
    screen: Screen,
    corpus: MeloSet,
    gold: MeloGold,
    answered: list[int],
    setting: Setting,
    results: Sequence[Result],
) -> None:
    say = screen.words.say
    title = say(
        "evaluate.melo-title",
        name=corpus.name,
        mode=say(f"mode.{setting.mode}"),
        order=say(f"order.{setting.order}"),
        n=len(answered),
        labels=len(corpus.labels),
        concepts=len(corpus.concepts),
    )
    head = [say("evaluate.method"), "MRR", "MAP", *(f"hit@{k}" for k in HITS)]
    costs = [say("evaluate.seconds"), say("evaluate.peak")]
    rows = [
        [*_row(screen, r.name, r.whole), number(screen, r.cost.seconds, 1), number(screen, r.cost.peak_mb, 0)]
        for r in results
    ]
    show(screen, title, [*head, *costs], rows)
    for kind in results[0].by_gold:
        n = results[0].by_gold[kind].n
        title = say("evaluate.gold-title", kind=say(f"answer.{kind}"), n=n)
        show(screen, title, head, [_row(screen, r.name, r.by_gold[kind]) for r in results])
    if len(answered) < len(gold.queries):
        screen.say("evaluate.unanswered", n=len(gold.queries) - len(answered))


def _row(screen: Screen, name: str, measures: Measures) -> list[str]:
    values = np.array([measures.mrr, measures.map, *(measures.hit_at[k] for k in HITS)])
    return [screen.words.say(f"method.{name}"), *(number(screen, v, 3) for v in values)]
