"""Words of a CV that were misread: what they mean belongs in the profile, and is told us if the person agrees."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.corrections.actions import Meaning, record_from_cv
from kompetensnav.apps.corrections.enums import CorrectionKind
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.profile import KINDS
from kompetensnav.runtime.problems import InputError

_MOST = 50  # corrections of one form
_LONGEST = 100  # characters of what is written
_MEANS = "means "
_CLAIMED = tuple(kind for kinds in KINDS.values() for kind in kinds)


@dataclass(frozen=True, slots=True)
class Misread:
    """Words read as a concept they do not mean. ``means`` is what was ``written`` instead, where it is known."""

    concept: str
    words: str
    written: str
    means: str


def misread(posted: QueryDict) -> list[Misread]:
    """``wrong`` holds the concepts, ``words <concept>`` the words and ``means <concept>`` what is written instead.

    Whoever writes what words mean has said that they were misread, with the box ticked or not.
    """
    means = [name for name in posted if name.startswith(_MEANS)]
    rewritten = [name.removeprefix(_MEANS) for name in means if posted.get(name, "").strip()]
    wrong = list(dict.fromkeys([*posted.getlist("wrong"), *rewritten]))[:_MOST]
    return [row for row in (_misread(concept, posted) for concept in wrong) if row.means != row.concept]


def _misread(concept: str, posted: QueryDict) -> Misread:
    taxonomy = taxonomy_in_use()
    written = posted.get(f"{_MEANS}{concept}", "").strip()[:_LONGEST]
    named = taxonomy.linker.named(written, _CLAIMED) if written else None
    means = "" if named is None else taxonomy.graph.id(named.concept)
    return Misread(concept, posted.get(f"words {concept}", ""), written, means)


def tell(actor: Actor, person: Person, wrong: Sequence[Misread], *, agreed: bool) -> int:
    """Keep the words marked as misread, if the person has agreed to that; how many.

    Words that cannot be kept, such as those with contact details, are passed over.
    """
    kept = 0
    for row in wrong if agreed else ():
        kind = CorrectionKind.MEANS if row.means else CorrectionKind.NOT_MEANT
        meaning = Meaning(kind, row.concept, row.means)
        try:
            record_from_cv(actor, organisation=person.controller, phrase=row.words, meaning=meaning, agreed=True)
        except InputError:
            continue
        kept += 1
    return kept
