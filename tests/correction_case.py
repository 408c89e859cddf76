"""Corrections as people tell them, for tests: words of one advert, by the region's employer unless said otherwise."""

from typing import Any

from kompetensnav.apps.corrections.actions import AdvertWords, Meaning, record, record_from_cv
from kompetensnav.apps.corrections.enums import CorrectionKind
from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.engine.extraction.mentions import Polarity
from tests.factories import Region, concept

TEXT = (
    "Industrielektriker till Boden\n\nVi är ett glatt gäng. Du har erfarenhet av kylkrets och PLC. "
    "Ring Eva Ek på 070-174 06 12.\nB-körkort krävs."
)
MEANS, NOT_ASKED, NOT_MEANT = CorrectionKind.MEANS, CorrectionKind.NOT_ASKED, CorrectionKind.NOT_MEANT


def told(
    region: Region,
    words: str = "kylkrets",
    after: str = "Hydraulik",
    *,
    before: str = "",
    kind: CorrectionKind = MEANS,
    actor: Actor | None = None,
    **more: Any,
) -> Correction:
    """What the actor says of words of ``TEXT``; ``after`` and ``before`` are labels of concepts."""
    who = actor or region.actor(Role.EMPLOYER)
    text = more.get("text", TEXT)
    start = text.index(words)
    said = AdvertWords(text, start, start + len(words), Polarity.MUST, "sv")
    organisation = more.get("organisation") or region.employer
    meaning = Meaning(kind, before and concept(before), concept(after) if kind == MEANS else "")
    return record(who, organisation=organisation, words=said, meaning=meaning)


def told_of_cv(region: Region, me: Actor, phrase: str = "kylkrets", after: str = "Hydraulik") -> Correction:
    """What a person says of words of their CV, and lets us keep."""
    meaning = Meaning(MEANS, "", concept(after))
    return record_from_cv(me, organisation=region.municipality, phrase=phrase, meaning=meaning, agreed=True)
