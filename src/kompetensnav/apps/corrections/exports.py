"""Corrections as training and test data: words, sentences and concepts, nothing of who told them."""

import hashlib
from collections.abc import Iterable, Iterator

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.organisations.models import Collaboration

_TRAINED_ON = "0123456789abc"  # 13 of 16: about a fifth is for testing


def split_of(key: str) -> str:
    """``train`` or ``test``, by the words alone: what is tested on is never trained on, in whatever sentence."""
    return "train" if hashlib.sha256(key.encode()).hexdigest()[0] in _TRAINED_ON else "test"


def lines(corrections: Iterable[Correction]) -> Iterator[dict[str, object]]:
    """One object a correction; ``sentence`` and the place in it only for words of adverts."""
    for row in corrections:
        yield {
            "phrase": row.phrase,
            "sentence": row.sentence or None,
            "start": row.start,
            "end": row.end,
            "kind": row.kind,
            "concept": row.concept_after or None,
            "read_as": row.concept_before or None,
            "polarity": row.polarity or None,
            "language": row.language,
            "source": row.source,
            "state": row.state,
            "taxonomy": row.taxonomy_version,
            "split": split_of(row.phrase_key),
        }


def exported(actor: Acts, *, region: Collaboration, rows: int) -> None:
    """Write in the log that corrections were taken out."""
    audit(actor, "correction.exported", region, rows=rows)
