"""Our ranker on a tiny set with vectors that are told: what it may look at, and the order it gives."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, RelationRecord
from kompetensnav.integrations.melo.ours import ranker
from kompetensnav.integrations.melo.read import MeloSet
from kompetensnav.runtime.metrics import metric_without
from kompetensnav.runtime.vectors import VectorCache
from tests.engine.linking.meaning_case import Double

OCCUPATION, ISCO = "http://data.europa.eu/esco/occupation/", "http://data.europa.eu/esco/isco/C"
WELDER, SMITH, COOK, GROUP, WIDE = f"{OCCUPATION}1", f"{OCCUPATION}2", f"{OCCUPATION}3", f"{ISCO}7212", f"{ISCO}72"
ALL_LANGUAGES = set(metric_without(()).languages)


def melo_set(name: str, labels: Sequence[tuple[str, str]], language: str = "da") -> MeloSet:
    """Labels with their concepts, in the order given: concepts rise, as a set's documents do."""
    concepts = sorted({concept for _, concept in labels})
    ordered = sorted(labels, key=lambda pair: concepts.index(pair[1]))
    return MeloSet(
        name=name,
        query_language=language,
        corpus_languages=(language,),
        doc_ids=tuple(f"D{i:03}" for i in range(len(labels))),
        labels=tuple(text for text, _ in ordered),
        concepts=tuple(concepts),
        concept_of=np.array([concepts.index(c) for _, c in ordered], np.intp),
    )


SET = melo_set(
    "dnk_q_da_c_da",
    [
        ("svejser", WELDER),
        ("Svejser", WELDER),
        ("pladesvejser", WELDER),
        ("smed", SMITH),
        ("kok", COOK),
        ("svejser", GROUP),
        ("håndværk", WIDE),
    ],
)
SAME = {"skibssvejsning": "svejser", "madlaver": "kok", "mester i metal": "smed", "welder": "svejser"}
QUERIES = ["skibssvejsning", "madlaver", "kok", "hovslager", "mester i metal"]


class NothingToSee:
    """Fails whoever looks."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(f"looked at {name}")

    def __iter__(self) -> object:
        raise AssertionError("looked through")


def scores(
    folder: Path,
    corpus: MeloSet = SET,
    mode: str = "closed",
    queries: Sequence[str] = QUERIES,
    taxonomy: object = None,
    pivots: object = (),
    model: Double | None = None,
) -> np.ndarray:
    encoder = Double(SAME) if model is None else model
    return ranker(corpus, mode, "plain", taxonomy, pivots, encoder, VectorCache(folder)).scores(queries)  # type: ignore[arg-type]


def best(found: np.ndarray, query: str, corpus: MeloSet = SET) -> str:
    return corpus.concepts[corpus.concept_of[int(found[QUERIES.index(query)].argmax())]]


class Known:
    """What the ranker asks of a taxonomy."""

    def __init__(self, graph: TaxonomyGraph) -> None:
        self.graph = graph


@pytest.fixture(scope="module")
def esco() -> Known:
    """The welder stands in the group; English says a further thing that nothing in the set does."""
    layer = Layer("esco-occupations")
    for concept, kind in [
        (WELDER, Kind.OCCUPATION),
        (SMITH, Kind.OCCUPATION),
        ("isco:7212", Kind.OCCUPATION_GROUP),
    ]:
        layer.concepts.append(ConceptRecord(concept, kind, "esco"))
    for concept, language, text in [
        (WELDER, "en", "joiner of metal"),
        (SMITH, "en", "smith"),
        (SMITH, "da", "hovslager"),
    ]:
        layer.labels.append(LabelRecord(concept, language, text, LabelKind.PREFERRED))
    layer.labels.append(LabelRecord("isco:7212", "en", "welders", LabelKind.PREFERRED))
    layer.relations.append(RelationRecord(WELDER, "isco:7212", Relation.BROADER))
    return Known(compose("t", [layer]).graph)


# what it may know


def test_the_closed_mode_looks_at_nothing_beside_the_set(tmp_path: Path) -> None:
    hidden = scores(tmp_path, taxonomy=NothingToSee(), pivots=NothingToSee())
    assert (hidden == scores(tmp_path)).all()


def test_the_closed_mode_embeds_the_labels_of_the_set_and_the_queries_alone(tmp_path: Path, esco: Known) -> None:
    model = Double(SAME)
    scores(tmp_path, taxonomy=esco, pivots=[melo_set("p", [("Schweißer", WELDER)], "de")], model=model)
    assert sorted(model.asked) == sorted({*(label.lower() for label in SET.labels), *QUERIES})


@pytest.mark.parametrize("language", sorted(ALL_LANGUAGES & {"da", "de", "en", "no"}))
def test_the_metric_for_a_language_has_not_seen_it(language: str) -> None:
    metric = metric_without({language})
    assert language not in metric.languages
    assert metric.languages
    assert set(metric.languages) < ALL_LANGUAGES


@pytest.mark.parametrize("languages", [(), {"und"}, {"xx", "yy"}])
def test_the_metric_for_unknown_languages_has_seen_all(languages: set[str]) -> None:
    assert set(metric_without(languages).languages) == ALL_LANGUAGES
    assert len(ALL_LANGUAGES) > 3


def test_where_no_metric_left_the_languages_out_the_plain_cosine_is_taken() -> None:
    plain = metric_without(ALL_LANGUAGES)
    assert plain.languages == ()
    assert (plain.matrix == np.eye(384)).all()


def test_the_open_mode_takes_no_language_of_the_set_and_each_other_once(tmp_path: Path, esco: Known) -> None:
    german = melo_set("a", [("Schweißer", WELDER)], "de")
    again = melo_set("b", [("Schmied", SMITH)], "de")
    own = melo_set("c", [("grovsmed", SMITH)], "da")
    elsewhere = melo_set("d", [("soudeur", f"{OCCUPATION}9")], "fr")
    model = Double(SAME)
    scores(tmp_path, mode="open", taxonomy=esco, pivots=[german, again, own, elsewhere], model=model)
    more = {text.lower() for text in model.asked} - {label.lower() for label in SET.labels} - {*QUERIES}
    assert more == {"schweißer", "joiner of metal", "smith", "welders"}


# the order it gives


@pytest.mark.parametrize(
    ("query", "concept"), [("skibssvejsning", WELDER), ("madlaver", COOK), ("kok", COOK), ("mester i metal", SMITH)]
)
@pytest.mark.parametrize("mode", ["closed", "open"])
def test_what_means_the_same_comes_first(tmp_path: Path, esco: Known, mode: str, query: str, concept: str) -> None:
    assert best(scores(tmp_path, mode=mode, taxonomy=esco), query) == concept


def test_equal_labels_tie_where_they_name_one_concept_and_not_where_they_name_two(tmp_path: Path) -> None:
    welders = [
        i
        for i, text in enumerate(SET.labels)
        if text.lower() == "svejser" and SET.concept_of[i] == SET.concepts.index(WELDER)
    ]
    [group] = np.flatnonzero(SET.concept_of == SET.concepts.index(GROUP)).tolist()
    found = scores(tmp_path)
    assert (found[:, welders[0]] == found[:, welders[1]]).all()
    assert (found[:, welders[0]] != found[:, group]).all()


def test_a_group_stands_below_an_occupation_of_the_same_name_and_a_wide_group_below_all(tmp_path: Path) -> None:
    """Also where the name is the query itself, and where nothing is known but letters."""
    place = {c: np.flatnonzero(SET.concept_of == i)[0] for i, c in enumerate(SET.concepts)}
    twins = melo_set("x_q_da_c_da", [("svejser", WELDER), ("svejser", GROUP), ("svejser", WIDE)])
    for mode in ("closed", "open"):
        found = scores(tmp_path, corpus=twins, mode=mode, queries=["svejser", "kok"])
        for row in found:
            by_concept = {twins.concepts[c]: row[i] for i, c in enumerate(twins.concept_of)}
            assert by_concept[WELDER] > by_concept[GROUP] > by_concept[WIDE]
    assert (scores(tmp_path)[:, place[WIDE]] == scores(tmp_path).min(1)).all()


@pytest.mark.parametrize("mode", ["closed", "open"])
def test_the_order_and_number_of_queries_change_no_score(tmp_path: Path, esco: Known, mode: str) -> None:
    whole = scores(tmp_path, mode=mode, taxonomy=esco)
    turned = scores(tmp_path, mode=mode, taxonomy=esco, queries=QUERIES[::-1])
    assert turned[::-1] == pytest.approx(whole, abs=2e-6)
    for i, query in enumerate(QUERIES):
        alone = scores(tmp_path, mode=mode, taxonomy=esco, queries=[query])
        assert alone[0] == pytest.approx(whole[i], abs=2e-6)


def test_what_another_language_says_lifts_the_concept_in_the_open_mode_alone(tmp_path: Path, esco: Known) -> None:
    model = Double({"hovslager": "joiner of metal"})
    welder = np.flatnonzero(SET.concept_of == SET.concepts.index(WELDER))
    cook = np.flatnonzero(SET.concept_of == SET.concepts.index(COOK))
    lead = {
        mode: scores(tmp_path, mode=mode, taxonomy=taxonomy, queries=["hovslager"], model=model)[0]
        for mode, taxonomy in (("closed", None), ("open", esco))
    }
    gained = {mode: row[welder].max() - row[cook].max() for mode, row in lead.items()}
    assert gained["open"] > gained["closed"] + 0.1


def test_without_a_model_letters_alone_rank(tmp_path: Path) -> None:
    found = ranker(SET, "closed", "plain", None, (), None, VectorCache(tmp_path)).scores(QUERIES)
    assert best(found, "kok") == COOK
    assert found.shape == (len(QUERIES), len(SET.labels))
    assert np.isfinite(found).all()


def test_scores_are_finite_for_any_query(tmp_path: Path, esco: Known) -> None:
    odd = ["", "!", "a" * 500, "водій", "🙂"]
    assert np.isfinite(scores(tmp_path, mode="open", taxonomy=esco, queries=odd)).all()
