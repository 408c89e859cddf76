"""Open positions: what a need asks for, without those that both sides have agreed on."""

from collections import Counter
from collections.abc import Iterable

from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal


def open_positions(needs: Iterable[Need]) -> dict[str, int]:
    """By need, none where it has ended; one query."""
    rows = list(needs)
    agreed = Proposal.objects.standing().filter(employer_answer=Answer.YES, person_answer=Answer.YES)
    filled = Counter(agreed.filter(need__in=[need.pk for need in rows]).values_list("need_id", flat=True))
    return {need.pk: max(0, need.positions - filled[need.pk]) if need.is_open else 0 for need in rows}
