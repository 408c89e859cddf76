"""People as the engine reads them: one read pass, four queries, however many people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kompetensnav.apps.people.models import Claim, Person, SectionAnswer
from kompetensnav.apps.people.queries import PersonQuerySet
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.matching import supply as engine
from kompetensnav.engine.matching.supply import PersonProfile, Supply
from kompetensnav.engine.matching.terms import Answer, Evidence, Section, SectionState
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph


def supply_of(people: PersonQuerySet, graph: TaxonomyGraph) -> Supply:
    """A supply of these people, read now with this taxonomy."""
    return Supply.of(profiles(people, graph), len(graph))


def profiles(people: PersonQuerySet, graph: TaxonomyGraph) -> list[PersonProfile]:
    """Profiles of a set of people. A claim whose concept this taxonomy lacks makes its section incomplete."""
    rows = _Rows.of(people, graph)
    places = {code: i for i, code in enumerate(municipalities())}
    return [
        PersonProfile(
            id=pk,
            municipality=None if home is None else places[home],
            commute=tuple(places[c] for c in rows.commute.get(pk, ())) if known else None,
            willing_to_move=Answer(moves),
            claims=tuple(rows.claims.get(pk, ())),
            sections=rows.sections(pk),
            meets_legal_age=Answer(age),
        )
        for pk, home, known, moves, age in people.order_by("pk").values_list(
            "pk", "municipality_id", "commute_known", "willing_to_move", "meets_legal_age"
        )
    ]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What hangs on the people, by person."""

    commute: Mapping[str, list[str]]
    claims: Mapping[str, list[engine.Claim]]
    answered: Mapping[str, dict[Section, SectionState]]
    not_understood: Mapping[str, set[Section]]

    @classmethod
    def of(cls, people: PersonQuerySet, graph: TaxonomyGraph) -> "_Rows":
        claims: dict[str, list[engine.Claim]] = defaultdict(list)
        lost: dict[str, set[Section]] = defaultdict(set)
        # ids as a subquery: one query each, without a list of a million ids in it
        ids = people.order_by().values("pk")
        find = cache(graph.find)  # a region says the same few thousand things a million times
        rows = Claim.objects.filter(person__in=ids).order_by()
        for pk, concept, level, evidence, section in rows.values_list(
            "person_id", "concept", "level", "evidence", "section"
        ).iterator(20_000):
            found = find(concept)
            if found is None:
                lost[pk].add(Section(section))
            else:
                claims[pk].append(engine.Claim(found, level, Evidence(evidence)))
        commute = Person.commute.through.objects.filter(person__in=ids)
        answers = SectionAnswer.objects.filter(person__in=ids).order_by()
        answered: dict[str, dict[Section, SectionState]] = defaultdict(dict)
        for pk, section, state in answers.values_list("person_id", "section", "state"):
            answered[pk][Section(section)] = SectionState(state)
        return cls(_grouped(commute.values_list("person_id", "municipality_id")), claims, answered, lost)

    def sections(self, pk: str) -> dict[Section, SectionState]:
        lost = self.not_understood.get(pk, set())
        return self.answered.get(pk, {}) | dict.fromkeys(lost, SectionState.BEGUN)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
