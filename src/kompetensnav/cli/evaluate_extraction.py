"""``kompetensnav evaluate extraction``: what is read from adverts and CVs, against what people marked in them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kompetensnav.cli.evaluate_cost import Cost, costed
from kompetensnav.cli.evaluate_gold import GOLD_KINDS, GoldDocument, read_gold
from kompetensnav.cli.evaluate_table import number, show
from kompetensnav.cli.screen import Screen
from kompetensnav.engine.extraction.cv import CvExtractor
from kompetensnav.engine.extraction.cv_mentions import CvMention
from kompetensnav.engine.extraction.mentions import Mention, Polarity
from kompetensnav.engine.extraction.scoring import Marked, Scores, Share, Tally, score
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.adverts import Advert
from kompetensnav.integrations.adverts.understand import AdvertReader
from kompetensnav.runtime import parameters
from kompetensnav.runtime.taxonomy_store import Taxonomy

_Json = dict[str, object]
_Read = tuple[GoldDocument, Sequence[Marked]]

# Parts of the gold set, each with a table of its own: what rules may be tuned on, what they may not, and by sort.
_PARTS: dict[str, Callable[[GoldDocument], bool]] = {
    "all": lambda document: True,
    "dev": lambda document: document.part == "dev",
    "test": lambda document: document.part == "test",
    "adverts": lambda document: document.headline is not None,
    "cvs": lambda document: document.headline is None,
}


def evaluate(screen: Screen, gold: Path, data: Path, taxonomy: Taxonomy, as_json: bool) -> _Json | None:
    """Read every document; print the tables, or return what ``--json`` prints."""
    documents = read_gold(gold, data)
    finder = Finder(taxonomy)
    reading = screen.progress(documents, len(documents), "evaluate.reading")
    found, cost = costed(lambda: [(d, finder.find(d)) for d in reading])
    scored = {name: _scores(found, wanted) for name, wanted in _PARTS.items()}
    if as_json:
        return _json(taxonomy, scored, cost)
    for name, scores in scored.items():
        _show(screen, name, scores)
    screen.say(
        "evaluate.reading-cost",
        taxonomy=taxonomy.name,
        n=len(documents),
        seconds=number(screen, cost.seconds, 1),
        peak=number(screen, cost.peak_mb, 0),
    )
    return None


class Finder:
    """The readers of adverts and CVs, and their mentions in the terms of the gold set."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._graph: TaxonomyGraph = taxonomy.graph
        self._adverts = AdvertReader(taxonomy, parameters.load())
        self._cvs = CvExtractor(taxonomy.graph, taxonomy.lexicon, taxonomy.linker)

    def find(self, document: GoldDocument) -> list[Marked]:
        """Mentions of the kinds that people marked."""
        if document.headline is None:
            return self._kept(self._cvs.read(document.text).mentions)
        body = document.text[len(document.headline) + 2 :]
        return self._kept(self._adverts.extract(Advert(document.source, document.headline, body)).mentions)

    def _kept(self, mentions: Iterable[Mention | CvMention]) -> list[Marked]:
        found = (self._marked(mention) for mention in mentions)
        return [mention for mention in found if mention.kind in GOLD_KINDS]

    def _marked(self, mention: Mention | CvMention) -> Marked:
        """Knowledge is a skill, a group of occupations an occupation: people who mark see no difference."""
        graph = self._graph
        kind = Kind.OCCUPATION if mention.kind is Kind.OCCUPATION_GROUP else mention.kind.family
        return Marked(
            start=mention.start,
            end=mention.end,
            kind=kind,
            polarity=_polarity(mention),
            level=mention.level,
            years=mention.years,
            codes=frozenset(graph.id(c) for c in graph.exact_cluster(mention.concept)),
            ssyk4=graph.ssyk4(mention.concept),
        )


def _polarity(mention: Mention | CvMention) -> Polarity:
    if isinstance(mention, Mention):
        return mention.polarity
    return Polarity.NEGATED if mention.negated else Polarity.MENTIONED


def _scores(found: Iterable[_Read], wanted: Callable[[GoldDocument], bool]) -> Scores:
    return score((document.marks, mentions) for document, mentions in found if wanted(document))


def _json(taxonomy: Taxonomy, scored: dict[str, Scores], cost: Cost) -> _Json:
    whole, *parts = ((name, _scores_json(scores)) for name, scores in scored.items())
    return {
        "taxonomy_version": taxonomy.name,
        **whole[1],
        "parts": dict(parts),
        "seconds": round(cost.seconds, 2),
        "peak_mb": round(cost.peak_mb, 1),
    }


def _scores_json(scores: Scores) -> _Json:
    return {
        "documents": scores.documents,
        "total": _tally_json(scores.total),
        "kinds": {kind.name.lower(): _tally_json(scores.kinds[kind]) for kind in _present(scores)},
        "polarity": _share_json(scores.polarity),
        "level": _share_json(scores.level),
        "years": _share_json(scores.years),
        "ssyk4": _share_json(scores.ssyk4),
    }


def _tally_json(tally: Tally) -> _Json:
    body: _Json = {"gold": tally.gold, "found": tally.found}
    for prefix, strict in (("", False), ("strict_", True)):
        body[f"{prefix}precision"] = round(tally.precision(strict=strict), 6)
        body[f"{prefix}recall"] = round(tally.recall(strict=strict), 6)
        body[f"{prefix}f1"] = round(tally.f1(strict=strict), 6)
    return body


def _share_json(share: Share) -> _Json:
    return {"n": share.n, "accuracy": round(share.accuracy, 6)}


def _present(scores: Scores) -> list[Kind]:
    return [kind for kind in GOLD_KINDS if kind in scores.kinds]


def _show(screen: Screen, part: str, scores: Scores) -> None:
    say = screen.words.say
    title = say("evaluate.part-title", part=say(f"part.{part}"), n=scores.documents)
    columns = ("kind", "gold", "found", "precision", "recall", "f1", "strict-f1")
    rows = [(say(f"kind.{kind.name.lower()}"), scores.kinds[kind]) for kind in _present(scores)]
    rows.append((say("evaluate.all-kinds"), scores.total))
    show(screen, title, [say(f"column.{c}") for c in columns], [_row(screen, name, t) for name, t in rows])
    shares = {"polarity": scores.polarity, "level": scores.level, "years": scores.years, "ssyk4": scores.ssyk4}
    told = [
        say("evaluate.share", what=say(f"share.{name}"), percent=number(screen, 100 * s.accuracy, 1), n=s.n)
        for name, s in shares.items()
        if s.n
    ]
    screen.out.print("  " + "; ".join(told) + "\n")


def _row(screen: Screen, name: str, tally: Tally) -> list[str]:
    values = (tally.precision(), tally.recall(), tally.f1(), tally.f1(strict=True))
    return [name, str(tally.gold), str(tally.found), *(number(screen, v, 3) for v in values)]
