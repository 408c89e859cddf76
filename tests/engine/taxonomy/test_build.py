"""Layers become one graph: identity, precedence, provenance."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.diff import diff
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, RelationRecord

GROUP = ConceptRecord("ssyk:7412", Kind.OCCUPATION_GROUP, "ssyk")


def starter() -> Layer:
    return Layer(
        "starter",
        [
            GROUP,
            ConceptRecord("occ:el", Kind.OCCUPATION, "starter"),
            ConceptRecord("skill:plc", Kind.SKILL, "starter"),
        ],
        [
            LabelRecord("occ:el", "sv", "Industrielektriker"),
            LabelRecord("occ:el", "en", "Industrial electrician"),
            LabelRecord("occ:el", "sv", "Driftelektriker", LabelKind.ALTERNATIVE),
            LabelRecord("skill:plc", "sv", "PLC-programmering"),
        ],
        [
            RelationRecord("occ:el", "ssyk:7412", Relation.BROADER),
            RelationRecord("ssyk:7412", "skill:plc", Relation.ESSENTIAL),
        ],
    )


def jobtech(label: str = "Industrielektriker", group: str = "ssyk:7412") -> Layer:
    return Layer(
        "jobtech",
        [
            ConceptRecord(group, Kind.OCCUPATION_GROUP, "ssyk", ("GrpA_xxx_yyy",)),
            ConceptRecord("AbCd_123_efg", Kind.OCCUPATION, "jobtech"),
        ],
        [LabelRecord("AbCd_123_efg", "sv", label), LabelRecord(group, "sv", "Industrielektriker m.fl.")],
        [RelationRecord("AbCd_123_efg", group, Relation.BROADER)],
    )


def concept(graph: TaxonomyGraph, code: str) -> int:
    found = graph.find(code)
    assert found is not None
    return found


def test_a_starter_title_with_the_same_name_and_group_becomes_the_national_concept() -> None:
    graph = compose("t", [starter(), jobtech()]).graph
    assert graph.find("occ:el") == graph.find("AbCd_123_efg")
    merged = concept(graph, "occ:el")
    assert graph.id(merged) == "AbCd_123_efg"
    assert graph.labels_of(merged, "en") == ["Industrial electrician"]
    assert "Driftelektriker" in graph.labels_of(merged, "sv")


@pytest.mark.parametrize(
    ("label", "group"), [("Elektriker, industri", "ssyk:7412"), ("Industrielektriker", "ssyk:7411")]
)
def test_another_name_or_another_group_is_another_concept(label: str, group: str) -> None:
    graph = compose("t", [starter(), jobtech(label, group)]).graph
    assert graph.find("occ:el") != graph.find("AbCd_123_efg")


def test_a_shared_id_is_one_concept_with_the_codes_of_both() -> None:
    graph = compose("t", [starter(), jobtech()]).graph
    assert graph.find("GrpA_xxx_yyy") == graph.find("ssyk:7412")
    assert graph.ssyk4(concept(graph, "occ:el")) == "7412"
    assert graph.ssyk4(concept(graph, "ssyk:7412")) == "7412"
    assert graph.ssyk4(concept(graph, "skill:plc")) is None


def test_relations_that_lead_nowhere_are_left_out_and_counted() -> None:
    layer = Layer("crosswalk-skills", [], [], [RelationRecord("skill:plc", "http://gone", Relation.EXACT_MATCH)])
    composition = compose("t", [starter(), layer])
    assert composition.dangling == {"crosswalk-skills": 1}
    assert len(composition.graph.out[Relation.EXACT_MATCH]) == 0


def test_only_one_label_a_language_is_preferred_and_it_is_the_national_one() -> None:
    other = Layer(
        "esco-sv",
        [ConceptRecord("AbCd_123_efg", Kind.OCCUPATION, "esco")],
        [LabelRecord("AbCd_123_efg", "sv", "elektriker inom industri")],
    )
    graph = compose("t", [other, jobtech()]).graph
    merged = concept(graph, "AbCd_123_efg")
    assert graph.label(merged) == "Industrielektriker"
    assert graph.labels_of(merged, "sv") == ["Industrielektriker", "elektriker inom industri"]


def test_every_label_and_relation_keeps_where_it_came_from() -> None:
    graph = compose("t", [starter(), jobtech()]).graph
    merged = concept(graph, "occ:el")
    rows = range(graph.label_rows[merged], graph.label_rows[merged + 1])
    sources = {graph.labels[r]: graph.provenance[graph.label_source[r]] for r in rows}
    assert sources == {
        "Industrielektriker": "jobtech",
        "Industrial electrician": "starter",
        "Driftelektriker": "starter",
    }
    essential = graph.out[Relation.ESSENTIAL]
    assert [graph.provenance[s] for s in essential.sources] == ["starter"]


@given(st.randoms(use_true_random=False))
def test_the_order_of_records_and_layers_changes_nothing(rnd: random.Random) -> None:
    layers = [starter(), jobtech()]
    shuffled = [
        Layer(x.name, rnd.sample(x.concepts, len(x.concepts)), rnd.sample(x.labels, len(x.labels)),
              rnd.sample(x.relations, len(x.relations)))
        for x in rnd.sample(layers, 2)
    ]  # fmt: skip
    a, b = compose("t", layers).graph, compose("t", shuffled).graph
    assert [a.ids[i] for i in range(len(a))] == [b.ids[i] for i in range(len(b))]
    assert [a.labels[i] for i in range(len(a.labels))] == [b.labels[i] for i in range(len(b.labels))]
    assert diff(a, b).empty


def test_closure_goes_over_every_step_and_survives_a_ring() -> None:
    names = ["a", "b", "c", "d"]
    layer = Layer(
        "x",
        [ConceptRecord(n, Kind.SKILL, "x") for n in names],
        [],
        [RelationRecord(s, t, Relation.BROADER) for s, t in [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]],
    )
    graph = compose("t", [layer]).graph
    assert graph.closure(concept(graph, "a")) == [concept(graph, "b"), concept(graph, "c")]
    assert concept(graph, "d") in graph.closure(concept(graph, "c"), back=True)


def matches(*pairs: tuple[str, str]) -> Layer:
    """Skills named by scheme and number (j1, e2), exact matches of one another."""
    names = sorted({n for pair in pairs for n in pair})
    return Layer(
        "crosswalk-skills",
        [ConceptRecord(n, Kind.SKILL, n[0]) for n in names],
        [],
        [RelationRecord(s, t, Relation.EXACT_MATCH) for s, t in pairs],
    )


def test_exact_matches_are_one_cluster_over_several_schemes() -> None:
    graph = compose("t", [matches(("j1", "e1"), ("s1", "e1"))]).graph
    assert graph.exact_cluster(concept(graph, "j1")) == [0, 1, 2]


@pytest.mark.parametrize(
    "pairs",
    [
        [("j1", "e1"), ("j2", "e1")],  # an apprentice and the trade are both "the same" as one European occupation
        [("j1", "e1"), ("j1", "e2")],
        [("e1", "j1"), ("j2", "e1")],
        [("j1", "j2")],  # within a scheme nothing is the same as something else
    ],
)
def test_a_concept_is_the_same_as_at_most_one_of_another_scheme(pairs: list[tuple[str, str]]) -> None:
    composition = compose("t", [matches(*pairs)])
    graph = composition.graph
    assert composition.ambiguous == len(pairs)
    assert all(graph.exact_cluster(c) == [c] for c in range(len(graph)))
    assert len(graph.out[Relation.CLOSE_MATCH]) == len(pairs)


def test_of_one_pair_at_two_weights_the_heavier_stands_in_any_order() -> None:
    for weights in ((25, 75), (75, 25)):
        layer = matches(("j1", "e1"))
        layer.relations = [RelationRecord("j1", "e1", Relation.SUBSTITUTED_BY, w) for w in weights]
        graph = compose("t", [layer]).graph
        assert graph.out[Relation.SUBSTITUTED_BY].weighted(concept(graph, "j1")) == [(concept(graph, "e1"), 75)]


def test_an_id_is_never_taken_by_another_concepts_code() -> None:
    layer = Layer("x", [ConceptRecord("a", Kind.SKILL, "x", ("b",)), ConceptRecord("b", Kind.SKILL, "x")])
    graph = compose("t", [layer]).graph
    assert graph.id(concept(graph, "b")) == "b"


def test_a_diff_tells_added_removed_renamed_labels_and_relations() -> None:
    before = compose("a", [starter()]).graph
    changed = starter()
    changed.labels[0] = LabelRecord("occ:el", "sv", "Elektriker, industri")
    changed.concepts[2] = ConceptRecord("skill:hydraulik", Kind.SKILL, "starter")
    changed.labels[3] = LabelRecord("skill:hydraulik", "sv", "Hydraulik")
    changed.relations[1] = RelationRecord("ssyk:7412", "skill:hydraulik", Relation.OPTIONAL)
    changes = diff(before, compose("b", [changed]).graph)
    assert [c.id for c in changes.added] == ["skill:hydraulik"]
    assert [c.id for c in changes.removed] == ["skill:plc"]
    assert [(c.before, c.after) for c in changes.renamed] == [("Industrielektriker", "Elektriker, industri")]
    assert changes.labels == (2, 2)
    assert changes.relations[Relation.ESSENTIAL] == (0, 1)
    assert changes.relations[Relation.OPTIONAL] == (1, 0)


def test_a_concept_that_lives_on_under_a_national_id_is_not_removed() -> None:
    before, after = compose("a", [starter()]).graph, compose("b", [starter(), jobtech()]).graph
    changes = diff(before, after)
    assert changes.removed == ()
    assert [c.id for c in changes.added] == []


def test_a_version_does_not_differ_from_itself() -> None:
    graph = compose("a", [starter(), jobtech()]).graph
    assert diff(graph, graph).empty
    assert not diff(None, graph).empty
