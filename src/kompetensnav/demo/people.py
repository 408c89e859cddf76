"""People of the demo region: competence, reach and what is still unknown. No names, and nothing else that the
Discrimination Act keeps out of matching.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kompetensnav.apps.places.facts import commuting, distance_km, municipalities
from kompetensnav.demo.chance import Chance, Weighted
from kompetensnav.demo.employers import Employer
from kompetensnav.demo.settings import PeopleSettings, PersonKind, people_settings
from kompetensnav.demo.words import Group, Term, Words
from kompetensnav.integrations.people_file.parse import SECTIONS

_DRIVING = {"B", "C", "CE", "D", "YKB"}
# Far more could commute than do: so many times those who do say that they could.
_COULD_PER_COMMUTER = 4.0
_MOST_COULD = 0.75
# Where SCB's excerpt has no figure, by distance as the crow flies: up to km, chance.
_BY_DISTANCE = ((20, 0.3), (45, 0.2), (80, 0.04))


_UKRAINIAN = "Ukrainska"
_Languages = tuple[tuple[str, str], ...]  # language and level


@dataclass(frozen=True, slots=True)
class _Start:
    """What stands before the first draw of a person: settings, words, jobs by place, reach by place."""

    settings: PeopleSettings
    words: Words
    jobs: dict[str, Weighted[str]]
    reach: dict[str, list[tuple[str, float]]]


def people_rows(count: int, seed: int, employers: Sequence[Employer], words: Words) -> Iterator[tuple[str, ...]]:
    """Rows of the people file in the order of their ids, made one at a time: memory holds only the ids."""
    settings = people_settings()
    homes = settings.places.things
    start = _Start(settings, words, _jobs_by_place(homes, employers, words), {h: _reach(h) for h in homes})
    chance = Chance(seed, "people")
    for id_ in _ids(count, Chance(seed, "ids")):
        yield (id_, *_person(chance, start))


def _ids(count: int, chance: Chance) -> list[str]:
    """Different opaque ids, sorted: ``p-`` and 40 random bits in base32."""
    drawn: set[int] = set()
    while len(drawn) < count:
        drawn.add(int(chance.part() * 2**40))
    return sorted(f"p-{base64.b32encode(number.to_bytes(5, 'big')).decode().lower()}" for number in drawn)


def _jobs_by_place(homes: Sequence[str], employers: Sequence[Employer], words: Words) -> dict[str, Weighted[str]]:
    """SSYK groups people work in: the region's mix of jobs, and as much again of the place's own."""
    region = _jobs(employers, words)
    mixes = {}
    for home in homes:
        local = _jobs([e for e in employers if e.municipality_code == home], words)
        half = sum(region.values()) / sum(local.values()) if local else 0.0
        mixes[home] = Weighted({ssyk: weight + half * local.get(ssyk, 0.0) for ssyk, weight in region.items()})
    return mixes


def _jobs(employers: Sequence[Employer], words: Words) -> dict[str, float]:
    jobs: dict[str, float] = {}
    for employer in employers:
        total = sum(employer.kind.weights.values())
        for ssyk, weight in employer.kind.weights.items():
            if words.groups[ssyk].occupations:
                jobs[ssyk] = jobs.get(ssyk, 0.0) + employer.employees * weight / total
    return dict(sorted(jobs.items()))


def _reach(home: str) -> list[tuple[str, float]]:
    """Municipalities within commute of a home, and the chance that a person there could commute to each."""
    flows = {f.to_code: f.employed for f in commuting() if f.from_code == home}
    if flows:
        total = sum(flows.values())
        could = {to: _COULD_PER_COMMUTER * n / total for to, n in flows.items() if to != home}
        return [(to, min(_MOST_COULD, share)) for to, share in sorted(could.items())]
    codes = list(municipalities())
    row = distance_km()[codes.index(home)]
    near = []
    for code, km in zip(codes, row.tolist(), strict=True):
        share = next((share for limit, share in _BY_DISTANCE if km <= limit), 0.0)
        if code != home and share:
            near.append((code, share))
    return near


def _person(chance: Chance, start: _Start) -> tuple[str, ...]:
    settings = start.settings
    kind = chance.draw(settings.kinds)
    home = chance.draw(settings.places)
    group = start.words.groups[chance.draw(start.jobs[home])]
    begun = chance.happens(kind.begun)
    years = min(chance.between(*kind.years), chance.between(*kind.years))
    second = not begun and chance.happens(kind.second)
    other = start.words.groups[chance.draw(start.jobs[home])] if second else None
    # those far away are in this pool because they consider moving here
    far = not home.startswith(("24", "25"))
    move = "yes" if far else chance.draw(kind.move)
    known = 0.25 if begun else 1.0
    reach = [code for code, share in start.reach[home] if chance.happens(share * known)]
    own = chance.draw(settings.newcomer_languages) if kind.name == "newcomer" else ()
    education = chance.draw(settings.education[group.ssyk[0]])
    return (
        home,
        ";".join(reach),
        "" if begun and not far else move,
        ";".join(_occupations(chance, kind, own, group, other)),
        ";".join(_skills(chance, kind, years, group, other, begun)),
        ";".join(_languages(chance, kind, settings, own, begun)),
        ";".join(_licences(chance, kind, settings, group, begun)),
        "" if begun and chance.happens(0.6) else education,
        "" if begun else chance.one(kind.available),
        ";".join(_sections(chance, kind, begun)),
    )


def _item(label: str, level: str = "", evidence: str = "") -> str:
    """``label|level|evidence``; what is empty at the end is left out."""
    return f"{label}|{level}|{evidence}".rstrip("|")


def _occupations(chance: Chance, kind: PersonKind, own: _Languages, group: Group, other: Group | None) -> list[str]:
    items = []
    for one in (group, other):
        if one is None:
            continue
        term = chance.one(one.occupations)
        evidence = chance.draw(kind.evidence)
        items.append(_item(_written(chance, own, term), "", "" if evidence == "claimed" else evidence))
    return list(dict.fromkeys(items))


def _written(chance: Chance, own: _Languages, term: Term) -> str:
    """How a person writes an occupation: mostly its name, else another, or Ukrainian where spoken."""
    part = chance.part()
    if part < 0.4 and term.ukrainian and _UKRAINIAN in dict(own):
        return term.ukrainian
    if part > 0.85 and term.others:
        return chance.one(term.others)
    return term.label


def _skills(
    chance: Chance, kind: PersonKind, years: int, group: Group, other: Group | None, begun: bool
) -> list[str]:
    found = [t for t in group.essential if chance.happens(kind.essential)]
    found += [t for t in group.optional if chance.happens(kind.optional)]
    if other:
        found += [t for t in other.essential if chance.happens(kind.essential * 0.7)]
    if begun:
        found = chance.some(found, chance.between(0, 3))
    usual = 2 if years < 2 else 3 if years < 6 else 4
    items: dict[str, str] = {}
    for term in found:
        level = "" if begun and chance.happens(0.7) else str(max(1, min(5, usual + chance.between(-1, 1))))
        items.setdefault(term.label, _item(term.label, level, chance.draw(kind.evidence)))
    return list(items.values())


def _languages(
    chance: Chance, kind: PersonKind, settings: PeopleSettings, own: _Languages, begun: bool
) -> list[str]:
    swedish = chance.draw(kind.swedish)
    if not own and swedish != "C2" and chance.happens(0.8):
        own = chance.draw(settings.newcomer_languages)
    if begun and kind.name != "newcomer" and chance.happens(0.6):
        return []
    items = [_item("Svenska", swedish, chance.draw(kind.evidence))]
    items += [_item(label, level, "claimed") for label, level in own]
    if begun:
        return items
    for label, share in settings.other_languages.items():
        if chance.happens(share * (0.6 if own else 1.0)):
            items.append(_item(label, chance.one(("A2", "B1", "B2", "B2", "C1")), "claimed"))
    return items


def _licences(chance: Chance, kind: PersonKind, settings: PeopleSettings, group: Group, begun: bool) -> list[str]:
    by_law = {t.label for licences in group.by_law.values() for t in licences}
    held = [label for label in sorted(by_law) if chance.happens(kind.law)]
    usual = settings.licences.get(group.ssyk, {})
    part = 0.25 if kind.name == "newcomer" else kind.law
    driving = {label for label, share in usual.items() if chance.happens(share * part)}
    if chance.happens(kind.car) or driving & _DRIVING:
        driving.add("B")
    if "CE" in driving:
        driving.add("C")
    held += [label for label in ("B", "C", "CE", "D", "YKB") if label in driving]
    held += [label for label in usual if label in driving and label not in _DRIVING]
    if begun and chance.happens(0.7):
        return []
    proof = ("", "", "shown", "verified")
    return [_item(label, "", chance.one(proof)) for label in dict.fromkeys(held)]


def _sections(chance: Chance, kind: PersonKind, begun: bool) -> list[str]:
    share = kind.section * (0.2 if begun else 1.0)
    return [section for section in SECTIONS if chance.happens(share)]
