"""Where somebody corrects how an advert was read: what it means instead, and telling us so that it is read rightly
next time. Nothing is kept of an advert unless they tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.corrections.actions import AdvertWords, Meaning, record
from kompetensnav.apps.corrections.enums import CorrectionKind
from kompetensnav.apps.corrections.models import LONGEST_PHRASE
from kompetensnav.apps.corrections.snapshot import aliases_for
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs import actions
from kompetensnav.apps.needs.enums import Asked
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.needs.reading import ReadRequirement, Span
from kompetensnav.engine.extraction.mentions import Polarity
from kompetensnav.engine.text.normalise import fold
from kompetensnav.web.needs.search import LONGEST_PHRASE as LONGEST_SEARCH
from kompetensnav.web.needs.search import Found, concept_chosen, concepts_like
from kompetensnav.web.words import labels


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the advert that a requirement was read from."""

    start: int
    end: int
    text: str


def words_of(text: str, row: Requirement) -> list[Words]:
    """The different words that a requirement was read from, as they stand."""
    spans = ((int(start), int(end)) for start, end in row.spans)
    found = [Words(start, end, " ".join(text[start:end].split())) for start, end in spans]
    return list({fold(w.text): w for w in reversed(found) if w.text}.values())[::-1]


def words_in(text: str, phrase: str) -> str:
    """The phrase as it stands in a text, or nothing."""
    found = _place(text, phrase)
    return text[slice(*found)] if found else ""


def _place(text: str, phrase: str) -> Span | None:
    """Where a phrase first stands in a text as words of their own, whatever their case."""
    wished, folded = phrase.strip().lower(), text.lower()
    if not wished or len(folded) != len(text):  # a letter whose small form is longer would shift every place
        folded, wished = text, phrase.strip()
    at = folded.find(wished) if wished else -1
    while at >= 0:
        end = at + len(wished)
        if not folded[at - 1 : at].isalnum() and not folded[end : end + 1].isalnum():
            return at, end
        at = folded.find(wished, at + 1)
    return None


class WordsForm(forms.Form):
    """Which words of the advert say what is added, and whether to tell us."""

    words = forms.CharField(
        max_length=LONGEST_PHRASE,
        required=False,
        label=_("Words of the advert that say so"),
        help_text=_("Copy them from the text, where it says so. Leave it empty otherwise."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tell = forms.BooleanField(
        required=False,
        label=_("Tell us, so that it is read rightly next time"),
        help_text=_(
            "The sentence is kept with it, without names and numbers. An administrator decides whether texts are "
            "read by it."
        ),
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "words_%s"} | kwargs)
        self._text = need.text

    def clean_words(self) -> Span | None:
        """Where they stand."""
        words = " ".join(self.cleaned_data["words"].split())
        found = _place(self._text, words)
        if words and found is None:
            raise ValidationError(gettext("Those words do not stand in the advert. Copy them from it as they are."))
        return found

    def clean(self) -> dict[str, Any]:
        """To tell us of no words is to tell us nothing."""
        cleaned = self.cleaned_data
        if cleaned.get("tell") and "words" not in self.errors and cleaned.get("words") is None:
            self.add_error("words", gettext("Write which words of the advert say so."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Wrong:
    """The part of a row where somebody says that it was misread. ``found`` None before anything is looked for."""

    number: int
    words: list[Words]
    label: str
    meaning: str = ""
    found: list[Found] | None = None
    chosen: str = ""  # the id of the only one found, where it was taken from the suggestions
    problem: str = ""


def wrong_of(need: Need, asked: Mapping[str, str], problem: str = "") -> Wrong | None:
    """The part for the requirement that ``wrong`` names, or None where there is none that was read from words.

    ``meaning`` is what is looked for, ``chosen`` the suggestion taken.
    """
    row = _row(need, asked.get("wrong", ""))
    words = words_of(need.text, row) if row is not None and not row.removed else []
    if row is None or not words:
        return None
    phrase = " ".join(asked.get("meaning", "").split())[:LONGEST_SEARCH]
    taken = concept_chosen(asked.get("chosen", "")) if phrase else None
    if not phrase:
        found = None
    elif taken is not None and taken.id == only(row):
        found, problem = None, gettext("It was read as that already. Choose something else, or leave it as it is.")
    elif taken is not None:
        found = [taken]
    else:
        like = concepts_like(phrase, aliases_for(need.organisation))
        found = [f for f in like if [f.id] != row.concepts]
    chosen = taken.id if taken else ""
    return Wrong(row.number, words, labels(row.concepts), phrase, found, chosen, problem)


def _row(need: Need, number: str) -> Requirement | None:
    return need.requirements.filter(number=int(number)).first() if number.isdecimal() and len(number) < 5 else None


@dataclass(frozen=True, slots=True)
class Offer:
    """The offer to tell us of what was corrected just now, or the thanks for it.

    ``was`` is the concept that the words were read as before.
    """

    number: int
    was: str = ""
    told: bool = False

    @property
    def query(self) -> str:
        """For the address of the page."""
        return f"?{urlencode({'offer': self.number, 'was': self.was} | ({'told': 1} if self.told else {}))}"


def offer_after(row: Requirement, change: actions.Change) -> Offer | None:
    """What can be told after a change: that words are no requirement, or mean something else."""
    return Offer(row.number, only(row)) if row.spans and (change.removed or change.concepts) else None


def offer_of(need: Need, asked: Mapping[str, str]) -> Offer | None:
    """The offer that the address asks for, if it still says something."""
    row, was = _row(need, asked.get("offer", "")), asked.get("was", "")
    if row is None or not row.spans or (was and taxonomy_in_use().graph.find(was) is None):
        return None
    told = asked.get("told", "") == "1"
    says_something = row.removed or only(row) not in ("", was)
    return Offer(row.number, was, told) if told or says_something else None


def only(row: Requirement) -> str:
    """The concept that a requirement asks for, where it is one alone."""
    concept: str = row.concepts[0]
    return concept if len(row.concepts) == 1 else ""


def tell_offered(actor: Actor, need: Need, row: Requirement, was: str) -> None:
    """Keep what was corrected just now: a removed row is no requirement, another one means what it means now."""
    words = words_of(need.text, row)[0]
    meaning = (
        Meaning(CorrectionKind.NOT_ASKED, was) if row.removed else Meaning(CorrectionKind.MEANS, was, only(row))
    )
    tell(actor, need, (words.start, words.end), row.asked, meaning)


def tell(actor: Actor, need: Need, span: Span, asked: int, meaning: Meaning) -> None:
    """Keep a correction of words of the need's text."""
    polarity = Polarity.MUST if asked == Asked.MUST else Polarity.MERIT
    words = AdvertWords(need.text, *span, polarity, need.reading.get("language") or "other")
    record(actor, organisation=need.organisation, words=words, meaning=meaning)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of words that were misread as ``before``; ``read`` where they mean something else."""

    kind: CorrectionKind
    span: Span
    before: str
    read: ReadRequirement | None
    told: bool


def read_as(words: Words, row: Requirement) -> str:
    """The concept of the row that the words were read as; empty where they may be any of several."""
    taxonomy = taxonomy_in_use()
    found = [taxonomy.graph.id(c.concept) for c in taxonomy.linker.link(words.text)]
    return only(row) or next((c for c in found if c in row.concepts), "")


@transaction.atomic
def mend(actor: Actor, need: Need, version: int, row: Requirement, said: Said) -> None:
    """Correct the row, and tell us if that is wished. Alternatives that other words name stay."""
    rest = [c for c in row.concepts if said.before and c != said.before]
    change = actions.Change(concepts=rest) if rest else actions.Change(removed=True)
    if said.read is not None and said.read.kind == row.kind:
        after = said.read.concepts[0]
        change = actions.Change(concepts=list(dict.fromkeys([*rest, after])))
    actions.change_requirement(actor, need=need, version=version, number=row.number, change=change)
    if said.read is not None and said.read.kind != row.kind:  # it takes a row of its own
        read = replace(said.read, spans=(said.span,))
        actions.add_requirement(actor, need=need, version=need.version, read=read)
    if said.told:
        meaning = Meaning(said.kind, said.before, said.read.concepts[0] if said.read else "")
        tell(actor, need, said.span, row.asked, meaning)


@transaction.atomic
def add_with_words(actor: Actor, need: Need, version: int, read: ReadRequirement, form: WordsForm) -> None:
    """Add a requirement, and tell us of its words where that is wished."""
    span: Span | None = form.cleaned_data["words"]
    added = replace(read, spans=(span,)) if span else read
    actions.add_requirement(actor, need=need, version=version, read=added)
    if span and form.cleaned_data["tell"]:
        tell(actor, need, span, read.asked, Meaning(CorrectionKind.MEANS, "", read.concepts[0]))
