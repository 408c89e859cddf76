"""Invented employers of the kinds that exist in the region."""

from dataclasses import dataclass

from kompetensnav.apps.places.facts import municipalities
from kompetensnav.demo.chance import Chance
from kompetensnav.demo.settings import EmployerKind, employer_settings


@dataclass(frozen=True, slots=True)
class Employer:
    """One invented employer."""

    id: str
    name: str
    kind: EmployerKind
    municipality_code: str
    employees: int


def make_employers(seed: int) -> list[Employer]:
    """One employer for every place of every kind; no two share a name."""
    chance = Chance(seed, "employers")
    words, kinds = employer_settings()
    employers: list[Employer] = []
    for kind in kinds:
        left = list(words)
        for code in kind.places:
            word = left.pop(chance.between(0, len(left) - 1))
            name = kind.name.format(word=word, place=municipalities()[code].name)
            # small employers are many, large ones few: the lower of two draws
            size = min(chance.between(kind.smallest, kind.largest) for _ in range(2))
            employers.append(Employer(f"e-{len(employers) + 1:03}", name, kind, code, size))
    return employers
