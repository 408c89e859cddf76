"""Compiles the loops of matching and of routes, so that the first need after a start does not wait for it.

What is compiled is kept beside the source. It is made anew when a file of it changes, but not when a file that it
takes loops from does; so ``script/bootstrap`` throws it away whenever any of them has changed, and runs this.
"""

import numpy as np

from kompetensnav.engine.matching.index import Index, find, find_near
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import Condition, Polarity, RequirementKind, Section, SectionState
from kompetensnav.engine.pathways.offers import Goal, Offer, Traveller
from kompetensnav.engine.pathways.search import routes_for_person
from kompetensnav.engine.pathways.terms import OnSite, StepKind
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.taxonomy.records import ConceptRecord, Layer
from kompetensnav.runtime import parameters


def compile_kernels() -> int:
    """Build an index of one person and search it, for people and for routes; how many are found, which is two."""
    graph = compose("one", [Layer("one", [ConceptRecord("licence", Kind.DRIVING_LICENCE, "one")])]).graph
    places = Places(np.zeros((1, 1), np.int32))
    index = Index.of(Supply.of([PersonProfile("a", 0, claims=(Claim(0),))], len(graph)), places)
    asked = Requirement(RequirementKind.DRIVING_LICENCE, (0,), Polarity.MUST, 1)
    similarity = Similarity(graph, parameters.load())
    query = prepare(CompiledNeed((asked,), 0), similarity, places)
    find_near(query, index, Condition.REACH, 1)
    return len(find(query, index, 1).ranked) + _routes(asked, similarity)


def _routes(asked: Requirement, similarity: Similarity) -> int:
    """Find the routes of somebody who lacks one thing that one course gives; how many, which is one."""
    course = Offer(
        "a", "a", StepKind.TRAINING, (Claim(0),), starts=2, ends=3, apply_by=1, place=0, on_site=OnSite.ALL
    )
    who = PersonProfile("a", 0, sections={Section.LICENCE: SectionState.COMPLETE})
    goal = Goal((asked,), 0)
    found = routes_for_person(Traveller(who, 1), goal, [course], similarity, parameters.load_routes(), 1)
    return len(found.routes)


if __name__ == "__main__":
    compile_kernels()
