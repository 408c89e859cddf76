"""From an advert to a need: its words read, its fields resolved, both compiled into requirements."""

from collections.abc import Iterable
from dataclasses import dataclass

from kompetensnav.apps.places.facts import municipalities, place_names
from kompetensnav.engine.extraction.aliased import aliased
from kompetensnav.engine.extraction.extract import Extractor
from kompetensnav.engine.extraction.mentions import Extraction
from kompetensnav.engine.linking.aliases import NO_ALIASES, Aliases
from kompetensnav.engine.matching.compile import ReadNeed, Stated, compile_need
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.adverts.advert import Advert, StatedConcept
from kompetensnav.runtime.taxonomy_store import Taxonomy


@dataclass(frozen=True, slots=True)
class Understood:
    """An advert and what was understood of it. ``unresolved`` are labels of its fields that no concept has."""

    advert: Advert
    extraction: Extraction
    read: ReadNeed
    municipality_code: str | None
    positions: int
    unresolved: tuple[str, ...]
    aliases: Aliases = NO_ALIASES  # the approved corrections it was read with


class AdvertReader:
    """Reads adverts with one version of the taxonomy and one set of parameters."""

    def __init__(self, taxonomy: Taxonomy, parameters: Parameters) -> None:
        self._taxonomy = taxonomy
        self._parameters = parameters
        self._extractor = Extractor(taxonomy.graph, taxonomy.lexicon, place_names(), taxonomy.linker)
        self._place_number = {code: i for i, code in enumerate(municipalities())}

    def extract(self, advert: Advert) -> Extraction:
        """What the words alone say; contacts masked."""
        return self._extractor.extract(advert.headline, advert.text)

    def understand(self, advert: Advert, aliases: Aliases = NO_ALIASES) -> Understood:
        """What the words and the fields say, as a need; by the approved corrections of whose need it is."""
        extraction = aliased(self.extract(advert), aliases, self._taxonomy.graph)
        code = advert.stated.municipality_code
        if code is None and extraction.places:
            code = extraction.places[0].code
        place = None if code is None else self._place_number[code]
        stated, unresolved = self._stated(advert)
        return Understood(
            advert=advert,
            extraction=extraction,
            read=compile_need(self._taxonomy.graph, self._parameters, extraction, stated, place),
            municipality_code=code,
            positions=_positions(advert.stated.positions, extraction.positions),
            unresolved=unresolved,
            aliases=aliases,
        )

    def _stated(self, advert: Advert) -> tuple[Stated, tuple[str, ...]]:
        fields, unresolved = advert.stated, []
        occupation = self._occupation(advert)
        if fields.occupation and occupation is None:
            unresolved.append(fields.occupation.label)
        licences = [StatedConcept((f"drive:{x}",), x) for x in fields.driving_licences]
        must, lost_must = self._concepts([*fields.must, *licences])
        merit, lost_merit = self._concepts(fields.merit)
        stated = Stated(() if occupation is None else (occupation,), must, merit)
        return stated, tuple(dict.fromkeys([*unresolved, *lost_must, *lost_merit]))

    def _occupation(self, advert: Advert) -> int | None:
        """The stated occupation, else its SSYK group: anyone in the group has the nearest thing we know."""
        stated = advert.stated
        found = None
        if stated.occupation:
            found = self._resolve(stated.occupation, (Kind.OCCUPATION, Kind.OCCUPATION_GROUP))
        if found is None and stated.ssyk4:
            return self._taxonomy.graph.find(f"ssyk:{stated.ssyk4}")
        return found

    def _concepts(self, items: Iterable[StatedConcept]) -> tuple[tuple[int, ...], list[str]]:
        """(concepts, labels of the unresolved). Occupations among them repeat what the advert is about."""
        found, lost = [], []
        for item in items:
            concept = self._licence(item)
            if concept is None:
                concept = self._resolve(item, _KINDS_OF_FIELD.get(item.field))
            if concept is None:
                lost.append(item.label)
            elif self._taxonomy.graph.kind(concept) in _REQUIRABLE:
                found.append(concept)
        return tuple(dict.fromkeys(found)), lost

    def _licence(self, item: StatedConcept) -> int | None:
        """A licence among the skills: the national taxonomy has *Legitimation som läkare* as a skill."""
        if item.field != "skills":
            return None
        named = self._taxonomy.linker.named(item.label, (Kind.LEGAL_LICENCE, Kind.DRIVING_LICENCE))
        return None if named is None else named.concept

    def _resolve(self, item: StatedConcept, kinds: tuple[Kind, ...] | None) -> int | None:
        graph = self._taxonomy.graph
        for code in item.codes:
            concept = graph.find(code)
            if concept is not None and (kinds is None or graph.kind(concept) in kinds):
                return concept
        named = self._taxonomy.linker.named(item.label, kinds or (*_REQUIRABLE, Kind.OCCUPATION))
        return None if named is None else named.concept


_KINDS_OF_FIELD = {
    "skills": (Kind.SKILL, Kind.KNOWLEDGE),
    "languages": (Kind.LANGUAGE,),
    "work_experiences": (Kind.OCCUPATION, Kind.OCCUPATION_GROUP),
    "education_level": (Kind.EDUCATION_LEVEL,),
}


def _positions(stated: int | None, read: int | None) -> int:
    """How many are sought. A stated 1 is often just what the form began with: then the words count."""
    return stated if stated and stated > 1 else read or stated or 1


_REQUIRABLE = (
    Kind.SKILL,
    Kind.KNOWLEDGE,
    Kind.LANGUAGE,
    Kind.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL,
)
