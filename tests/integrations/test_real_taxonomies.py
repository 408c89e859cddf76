"""The sources together, as a region would import them: the starter, JobTech, ESCO, the crosswalks. Real files."""

from pathlib import Path

import pytest

from kompetensnav.engine.taxonomy.build import Composition, compose
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.taxonomy.records import Layer
from kompetensnav.integrations.adverts import Advert, Stated, StatedConcept, read
from kompetensnav.integrations.adverts.understand import AdvertReader
from kompetensnav.integrations.crosswalk.parse import parse as parse_crosswalk
from kompetensnav.integrations.esco.parse import parse as parse_esco
from kompetensnav.integrations.jobtech.parse import parse as parse_jobtech
from kompetensnav.integrations.starter.parse import parse as parse_starter
from kompetensnav.runtime import parameters
from kompetensnav.runtime.taxonomy_store import Taxonomy, TaxonomyStore
from tests.shared_data import shared


def jobtech() -> Layer:
    parts = [parse_jobtech(shared(name)) for name in ("jobtech-taxonomy-2025", "jobtech-ssyk4-skills")]
    one = parts[0]
    for other in parts[1:]:
        one.concepts += other.concepts
        one.labels += other.labels
        one.relations += other.relations
    return one


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """Starter and JobTech, stored and mapped."""
    store = TaxonomyStore(tmp_path_factory.mktemp("store"))
    plan = store.plan([parse_starter(), jobtech()])
    store.apply(plan)
    return store.load(plan.name)


@pytest.fixture(scope="module")
def everything() -> Composition:
    """All sources, composed."""
    esco = [*parse_esco(shared("esco-1.1.1-en")), *parse_esco(shared("esco-1.2.1-uk-ar"))]
    return compose(
        "all", [parse_starter(), jobtech(), *esco, *parse_crosswalk(shared("esco-sv-jobtech-crosswalk"))]
    )


def adverts() -> list[Advert]:
    return read(shared("jobads", "jobsearch_sample.json"))


def test_the_occupations_of_real_adverts_resolve(national: Taxonomy) -> None:
    graph = national.graph
    by_id = [a for a in adverts() if a.stated.occupation and graph.find(a.stated.occupation.codes[0]) is not None]
    by_label = [a for a in adverts() if a.stated.occupation and national.linker.named(a.stated.occupation.label)]
    by_group = [a for a in adverts() if graph.find(f"ssyk:{a.stated.ssyk4}") is not None]
    assert (len(by_id), len(by_group)) == (20, 28)
    assert len(by_label) >= 25


def test_every_real_advert_becomes_a_need_with_an_occupation_of_its_own_group_first(national: Taxonomy) -> None:
    reader = AdvertReader(national, parameters.load())
    for advert in adverts():
        need = reader.understand(advert).read.need
        assert national.graph.ssyk4(need.requirements[0].concepts[0]) == advert.stated.ssyk4, advert.id


def test_fields_mean_their_own_kind_and_a_licence_among_the_skills_is_a_licence(national: Taxonomy) -> None:
    must = (
        StatedConcept((), "Gymnasieutbildning", "education_level"),
        StatedConcept((), "Legitimation som läkare", "skills"),
    )
    advert = Advert("1", "Läkare", "Välkommen.", Stated(must=must))
    need = AdvertReader(national, parameters.load()).understand(advert).read.need
    kinds = [r.kind.name for r in need.requirements]
    assert sorted(kinds) == ["EDUCATION", "LEGAL_LICENCE", "OCCUPATION"]


def test_most_of_the_starter_is_the_national_taxonomy_under_another_id(national: Taxonomy) -> None:
    graph, layer = national.graph, parse_starter()
    occupations = [c.id for c in layer.concepts if c.kind is Kind.OCCUPATION]
    merged = [i for i in occupations if graph.id(graph.find(i) or 0) != i]
    assert len(merged) > 0.85 * len(occupations)


def test_what_the_starter_says_of_the_law_holds_for_the_national_concepts(national: Taxonomy) -> None:
    [nurse] = [c.concept for c in national.linker.link("Sjuksköterska, grundutbildad", [Kind.OCCUPATION], k=1)]
    licences = national.graph.targets(nurse, Relation.REQUIRED_BY_LAW)
    assert [national.graph.label(x) for x in licences] == ["Legitimerad sjuksköterska"]


def test_labels_of_every_language_lead_to_one_concept(everything: Composition) -> None:
    graph = everything.graph
    assert set(graph.languages) >= {"sv", "en", "uk", "ar"}
    [welder] = {graph.find("occ:svetsare")}
    assert welder is not None
    for language in ("sv", "en", "uk", "ar"):
        assert graph.labels_of(welder, language), language


def test_the_crosswalk_joins_what_it_calls_exact_and_leaves_the_rest_broad(everything: Composition) -> None:
    graph = everything.graph
    assert len(graph.out[Relation.EXACT_MATCH]) > 1_300
    assert len(graph.out[Relation.BROAD_MATCH]) > 5 * len(graph.out[Relation.EXACT_MATCH])
    assert everything.ambiguous > 0
    for concept in range(len(graph)):
        schemes = [graph.scheme(c) for c in graph.exact_cluster(concept)]
        assert len(set(schemes)) == len(schemes), graph.label(concept)


def test_what_points_nowhere_is_counted_and_little(everything: Composition) -> None:
    kept = sum(len(a) for a in everything.graph.out.values())
    assert 0 < sum(everything.dangling.values()) < 0.02 * kept


def test_the_national_groups_keep_their_ids(everything: Composition) -> None:
    graph = everything.graph
    groups = [c for c in graph.of_kind(Kind.OCCUPATION_GROUP) if graph.id(int(c)).startswith("ssyk:")]
    four_digit = [c for c in groups if len(graph.id(int(c))) == len("ssyk:0000")]
    assert len(four_digit) == 429 + 25


@pytest.fixture(scope="module", autouse=True)
def _real_files() -> Path:
    return shared("jobtech-taxonomy-2025")
