"""Approved corrections as the engine asks them: an organisation's own, and those for all of its region."""

from functools import lru_cache

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.corrections.enums import CorrectionKind, CorrectionState
from kompetensnav.apps.corrections.models import AliasRevision, Correction
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.engine.linking.aliases import NO_ALIASES, Aliases


def aliases_for(organisation: Organisation) -> Aliases:
    """What counts for an organisation's texts, kept in this process until somebody decides anew."""
    mark = AliasRevision.objects.values_list("mark", flat=True).first()
    return NO_ALIASES if mark is None else _aliases(organisation, mark, taxonomy_in_use().name)


@lru_cache(maxsize=64)
def _aliases(organisation: Organisation, _mark: str, _taxonomy: str) -> Aliases:
    """The organisation's own word outweighs the one for all. Concepts that the taxonomy lacks are passed over."""
    graph = taxonomy_in_use().graph
    meanings: dict[str, int] = {}
    refused: set[tuple[str, int]] = set()
    not_asked: set[str] = set()
    rows = list(Correction.objects.counting_for(organisation).order_by("decided_at", "pk"))
    for row in sorted(rows, key=lambda r: r.state == CorrectionState.FOR_ORGANISATION):
        key = row.phrase_key
        if row.kind == CorrectionKind.NOT_ASKED:
            meanings.pop(key, None)
            not_asked.add(key)
        elif row.kind == CorrectionKind.MEANS:
            if (meant := graph.find(row.concept_after)) is not None:
                meanings[key] = meant
        elif (wrong := graph.find(row.concept_before)) is not None:
            cluster = graph.exact_cluster(wrong)
            refused |= {(key, concept) for concept in cluster}
            if meanings.get(key) in cluster:
                del meanings[key]
    return Aliases.of(meanings, refused, not_asked)
