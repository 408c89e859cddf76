"""Words for codes and concepts in the language of the page."""

from collections.abc import Iterable

from django.utils.translation import get_language

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.runtime.problems import InputError
from kompetensnav.wording import LANGUAGES, Words


def language() -> str:
    """sv or en, as the page is shown."""
    wished = (get_language() or "sv")[:2]
    return wished if wished in LANGUAGES else "sv"


def sentences(error: InputError) -> list[str]:
    """What is wrong and what to do, a sentence for each problem."""
    words = Words(language())
    told = ((words.problem(p), p.file) for p in error.problems)
    # a file is called what it is called
    return [sentence if file else sentence[:1].upper() + sentence[1:] for sentence, file in told]


def labels(concepts: Iterable[str]) -> str:
    """Labels of alternatives with a slash between; the bare id of a concept that the taxonomy in use lacks."""
    graph = taxonomy_in_use().graph
    return " / ".join(
        id_ if (found := graph.find(id_)) is None else graph.label(found, language()) for id_ in concepts
    )
