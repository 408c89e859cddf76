"""What a need asks for, before it has words: occupation, requirements, number of people, dates."""

import datetime
from dataclasses import dataclass

from kompetensnav.demo.chance import Chance, Weighted
from kompetensnav.demo.employers import Employer
from kompetensnav.demo.settings import people_settings
from kompetensnav.demo.words import Group, Term, Words

_FIRST_DAY = datetime.date(2026, 1, 12)  # adverts are dated by the demo, never by the clock
_DRIVING = ("B", "C", "CE", "D", "YKB")
_MUST_FROM = 0.7  # a licence this usual in the occupation is asked for as a must
# Demands on Swedish by kind of workplace: those who write, teach and care need most.
_SWEDISH = {
    "care": Weighted({"B2": 5, "C1": 2, "B1": 2, "": 1}),
    "school": Weighted({"C1": 5, "B2": 3, "": 2}),
    "office": Weighted({"C1": 4, "B2": 4, "": 2}),
    "it": Weighted({"B2": 3, "": 5}),
    "service": Weighted({"B1": 4, "B2": 2, "": 4}),
}
_SWEDISH_ELSEWHERE = Weighted({"B1": 3, "B2": 3, "": 5})
_VACANCIES = Weighted({1: 60, 2: 16, 3: 9, 4: 5, 5: 4, 8: 3, 10: 2, 15: 1})


@dataclass(frozen=True, slots=True)
class Ask:
    """One need. Skills carry the level asked for (1-5), languages the CEFR level as ``sv_B2``."""

    employer: Employer
    group: Group
    occupation: Term
    positions: int
    must: tuple[tuple[Term, int], ...]
    merit: tuple[Term, ...]
    licences: tuple[str, ...]  # driving licence classes, or labels of legal licences
    licence_merits: tuple[str, ...]
    languages: tuple[str, ...]
    language_merits: tuple[str, ...]
    education: str  # SUN level or empty
    years: int  # 0: no experience needed
    scope: int
    permanent: bool
    start: datetime.date | None
    published: datetime.date
    deadline: datetime.date


def make_ask(chance: Chance, employer: Employer, words: Words) -> Ask:
    """A need of an employer: the occupation from its mix of jobs, the requirements from the occupation's group."""
    jobs = {s: w for s, w in employer.kind.weights.items() if words.groups[s].occupations}
    group = words.groups[chance.draw(Weighted(jobs))]
    essential = chance.some(group.essential, chance.between(1, 4))
    optional = chance.some(group.optional, chance.between(1, 4))
    # adverts also demand what is only now and then part of the occupation
    moved = optional[:1] if len(essential) < 2 or chance.happens(0.4) else []
    years = 0 if chance.happens(0.3) else chance.one((1, 2, 2, 3, 3, 5))
    occupation = chance.one(group.occupations)
    must, merit = _licences(chance, group, occupation)
    languages, language_merits = _languages(chance, employer)
    published = _FIRST_DAY + datetime.timedelta(days=chance.between(0, 75))
    return Ask(
        employer=employer,
        group=group,
        occupation=occupation,
        positions=1 if employer.employees < 25 else chance.draw(_VACANCIES),
        must=tuple((t, chance.between(2, 4) if years else chance.between(1, 3)) for t in essential + moved),
        merit=tuple(optional[len(moved) :]),
        licences=must,
        licence_merits=merit,
        languages=languages,
        language_merits=language_merits,
        education=_education(chance, group),
        years=years,
        scope=100 if chance.happens(0.8) else chance.one((50, 60, 75, 75, 80, 85, 90)),
        permanent=chance.happens(0.78),
        start=_start(chance, published),
        published=published,
        deadline=published + datetime.timedelta(days=chance.one((14, 21, 21, 28, 30, 45))),
    )


def _licences(chance: Chance, group: Group, occupation: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Licences as must and as merit: the law's nearly always, the usual ones by how usual they are."""
    by_law = [t.name for t in group.by_law.get(occupation.id, ()) if chance.happens(0.95)]
    must, merit = by_law, list[str]()
    for label, share in people_settings().licences.get(group.ssyk, {}).items():
        if chance.happens(0.85):
            (must if share >= _MUST_FROM else merit).append(label)
    if "CE" in must and "C" in merit:
        merit.remove("C")  # CE includes C
    if not must and not merit and chance.happens(0.3):
        (must if chance.happens(0.5) else merit).append("B")
    return tuple(must), tuple(merit)


def _languages(chance: Chance, employer: Employer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    swedish = chance.draw(_SWEDISH.get(employer.kind.family, _SWEDISH_ELSEWHERE))
    must = [f"sv_{swedish}"] if swedish else []
    if chance.happens(0.35 if employer.kind.family in ("industry", "it", "mine") else 0.08):
        must.append("en_B2")
    merit: list[str] = []
    if "en_B2" not in must and chance.happens(0.12):
        merit.append("en_B2")
    if chance.happens(0.04):
        merit.append(chance.one(("fi_B1", "smi_B1")))
    return tuple(must), tuple(merit)


def _education(chance: Chance, group: Group) -> str:
    if group.ssyk[0] in "23":
        return "5" if chance.happens(0.6) else ""
    return "3" if group.ssyk[0] in "5678" and chance.happens(0.4) else ""


def _start(chance: Chance, published: datetime.date) -> datetime.date | None:
    """The first of a month, one to six months on; or none: as soon as possible."""
    if chance.happens(0.3):
        return None
    month = published.month + chance.between(1, 6)
    return datetime.date(2026, month, 1)
