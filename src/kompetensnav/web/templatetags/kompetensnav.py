"""Words for codes, labels of concepts, and dates as a timetable writes them."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils import timezone

from kompetensnav.engine.matching.terms import CEFR, RequirementKind
from kompetensnav.runtime.problems import InputError
from kompetensnav.web import words
from kompetensnav.wording import Words

register = template.Library()


@register.simple_tag
def say(code: str, *parts: str, **values: object) -> str:
    """``{% say "outcome" row.outcome %}``: the sentence of ``outcome.met`` in the language of the page."""
    return Words(words.language()).say(".".join((code, *parts)), **values)


@register.filter
def concepts(ids: Iterable[str]) -> str:
    """Labels of concept ids."""
    return words.labels(ids)


@register.filter
def frozen_label(concept: Mapping[str, str]) -> str:
    """The label of a concept in a stored explanation."""
    return concept[words.language()]


@register.filter
def frozen_labels(alternatives: Iterable[Mapping[str, str]]) -> str:
    """The labels of alternatives in a stored explanation."""
    return " / ".join(c[words.language()] for c in alternatives)


@register.filter
def level(value: int | None, kind: int) -> str:
    """B1 for a language, 3/5 for a skill, nothing where none is asked."""
    if value is None:
        return ""
    return CEFR[value - 1] if kind == RequirementKind.LANGUAGE else f"{value}/5"


@register.filter
def problems(error: InputError) -> list[str]:
    """Sentences of an error."""
    return words.sentences(error)


@register.filter
def days_from_now(moment: datetime.datetime | datetime.date) -> int:
    """Whole days from today to a date, negative behind us."""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime.datetime) else moment
    return (day - timezone.localdate()).days


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that a template holds in a variable."""
    return mapping[key]
