"""Words of a CV that were misread: what the person says they mean, kept alone and only if the person agrees."""

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
_CLAIMED = tuple(kind for kinds in KINDS.values() for kind in kinds)


def tell(actor: Actor, person: Person, posted: QueryDict) -> int:
    """Keep the words marked as misread, if the person has agreed to that; how many.

    ``wrong`` holds the concepts that were read wrongly, ``words <concept>`` the words and ``means <concept>`` what
    they mean, where that is said. Words that cannot be kept, such as those with contact details, are passed over.
    """
    if posted.get("agreed") != "1":
        return 0
    kept = 0
    for concept in dict.fromkeys(posted.getlist("wrong")[:_MOST]):
        phrase = posted.get(f"words {concept}", "")
        meaning = _meaning(concept, posted.get(f"means {concept}", "")[:_LONGEST])
        try:
            record_from_cv(actor, organisation=person.controller, phrase=phrase, meaning=meaning, agreed=True)
        except InputError:
            continue
        kept += 1
    return kept


def _meaning(concept: str, said: str) -> Meaning:
    """What the words mean; only that they do not mean ``concept`` where nothing is called what was written."""
    taxonomy = taxonomy_in_use()
    named = taxonomy.linker.named(said, _CLAIMED) if said.strip() else None
    if named is None:
        return Meaning(CorrectionKind.NOT_MEANT, concept)
    return Meaning(CorrectionKind.MEANS, concept, taxonomy.graph.id(named.concept))
