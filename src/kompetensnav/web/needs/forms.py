"""What people write about a need: the pasted advert, its facts, a requirement of their own."""

import datetime
import difflib
import unicodedata
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.actions import Facts
from kompetensnav.apps.needs.enums import Asked
from kompetensnav.apps.needs.models import MOST_POSITIONS, Need
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.places.facts import by_name, municipalities, nearest_names
from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.engine.text.normalise import fold
from kompetensnav.integrations.adverts.advert import LONGEST_TEXT

LATEST_START = datetime.date(2100, 1, 1)
_KEPT_SIGNS = "\t\n"
# Line breaks of other programs, and the bullets of Word, which stand where no sign is defined.
_TRANSLATED = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\u2028": "\n", "\uf0b7": "•", "\uf0a7": "•"})
_NO_TEXT = ("Cc", "Cn", "Co", "Cs")  # kinds of signs that no text has: control, unassigned, private
_MOST_JUNK = 0.02  # share of such signs; adverts copied from a page have a few, a program file is full of them


class PastedField(forms.CharField):
    """Text as it was pasted: one kind of line break, no control characters; a file that is no text is refused."""

    default_error_messages = {  # noqa: RUF012  as the framework has it
        "not_text": _("This does not look like text. Open the advert, select its text, copy it and paste it here."),
        "required": _("Paste the advert, or write in your own words whom you need."),
    }

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").translate(_TRANSLATED)
        plain = "".join(c for c in text if c in _KEPT_SIGNS or unicodedata.category(c) not in _NO_TEXT)
        plain = plain.replace("\ufffd", "")
        if plain.strip() and not any(c.isalpha() for c in plain):
            raise ValidationError(self.error_messages["not_text"], code="not_text")
        if len(text) - len(plain) > _MOST_JUNK * len(text):
            raise ValidationError(self.error_messages["not_text"], code="not_text")
        return plain.strip()


class NewNeedForm(forms.Form):
    """The advert, and for those who write for a whole region whose need it is."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.CharField(
        max_length=160,
        required=False,
        label=_("Employer"),
        help_text=_("Write the first letters and choose."),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    text = PastedField(
        label=_("The advert, or in your own words"),
        help_text=_(
            "Two lines are enough: how many, what occupation, where, from when, and what they must be able to do. "
            "Contact details are hidden when the text is read."
        ),
        widget=forms.Textarea(attrs={"class": "tall", "rows": 16}),
        strip=False,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        self.for_region = actor.may(May.WRITE_REGIONS_NEEDS)
        if not self.for_region:
            del self.fields["organisation"]

    @property
    def organisations(self) -> list[Organisation]:
        """Those one may write a need for, in Swedish order."""
        if not self.for_region:
            return []
        if not hasattr(self, "_organisations"):
            rows = Organisation.objects.filter(collaboration_id=self._actor.collaboration_id)
            self._organisations = list(rows.select_related("municipality"))
        return self._organisations

    def clean_organisation(self) -> Organisation:
        """The organisation of this name; names are unique in a region."""
        wished = fold(self.cleaned_data["organisation"])
        if not wished:
            raise ValidationError(gettext("Choose whose need it is."))
        names = {fold(o.name): o for o in self.organisations}
        found = names.get(wished)
        if found is None:
            near = [names[n].name for n in difflib.get_close_matches(wished, sorted(names), n=3, cutoff=0.5)]
            raise ValidationError(_no_such(gettext("No employer in the region has that name."), near))
        return found

    def clean_text(self) -> str:
        """What is too long even for a whole web page is not read at all."""
        text: str = self.cleaned_data["text"]
        if len(text) > 10 * LONGEST_TEXT:
            raise ValidationError(too_long())
        return text


def too_long() -> str:
    """What to say of a text that is too long to be one advert."""
    return gettext(
        "The text is too long: an advert has at most %(longest)s characters. Copy only the advert, not the whole "
        "web page, and paste it again."
    ) % {"longest": f"{LONGEST_TEXT:,}".replace(",", "\u00a0")}


def fresh_submission() -> uuid.UUID:
    """A name for one filling-in of the form: sent twice, it makes one draft."""
    return uuid.uuid4()


class FactsForm(forms.Form):
    """Title, number, place and start of a need."""

    START = (("date", _("On a date")), ("asap", _("As soon as possible")), ("unknown", _("Not decided")))

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=160, label=_("Title"), error_messages={"required": _("Write a title, such as the occupation.")}
    )
    positions = forms.IntegerField(
        min_value=1,
        max_value=MOST_POSITIONS,
        label=_("Number of people"),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write a whole number from 1 to 10,000.")
        ),
    )
    municipality = forms.CharField(
        max_length=60,
        required=False,
        label=_("Municipality of the work"),
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
    )
    start = forms.ChoiceField(choices=START, widget=forms.RadioSelect, label=_("Needed from"))
    starts_on = forms.DateField(
        required=False,
        label=_("Date"),
        input_formats=["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as 2027-03-01.")},
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        self._need = need
        super().__init__(*args, **({"initial": self._initial(need)} | kwargs))

    @staticmethod
    def _initial(need: Need) -> dict[str, Any]:
        start = "asap" if need.starts_asap else "date" if need.starts_on else "unknown"
        place = municipalities()[need.municipality_id].name if need.municipality_id else ""
        return {
            "version": need.version,
            "title": need.title,
            "positions": need.positions,
            "municipality": place,
            "start": start,
            "starts_on": need.starts_on,
        }

    def clean_title(self) -> str:
        """No contact details: a title is read by many."""
        return mask_contacts(" ".join(self.cleaned_data["title"].split()))[0]

    def clean_municipality(self) -> str | None:
        """The code of the municipality, or None where the work has no place."""
        name = self.cleaned_data["municipality"].strip()
        if not name:
            return None
        found = by_name(name)
        if found is None:
            near = [m.name for m in nearest_names(name)]
            raise ValidationError(_no_such(gettext("There is no municipality with that name."), near))
        return found.code

    def clean_starts_on(self) -> datetime.date | None:
        """Not in the past; a date that stands already may stand."""
        date: datetime.date | None = self.cleaned_data["starts_on"]
        today = timezone.localdate()
        if date is None or date == self._need.starts_on or self.data.get("start") != "date":
            return date
        if date < today:
            values = {"today": date_format(today, "j F Y")}
            raise ValidationError(gettext("The date has passed. Write %(today)s or later.") % values)
        if date >= LATEST_START:
            raise ValidationError(gettext("The date is too far ahead. Write a date before the year 2100."))
        return date

    def clean(self) -> dict[str, Any]:
        """A start on a date has one."""
        cleaned = self.cleaned_data
        if cleaned.get("start") == "date" and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", gettext("Write the date, or choose one of the other answers."))
        return cleaned

    def facts(self) -> Facts:
        """The answers as the action takes them."""
        cleaned = self.cleaned_data
        return Facts(
            title=cleaned["title"],
            positions=cleaned["positions"],
            municipality_code=cleaned["municipality"],
            starts_on=cleaned["starts_on"] if cleaned["start"] == "date" else None,
            starts_asap=cleaned["start"] == "asap",
        )


class AddForm(forms.Form):
    """A requirement chosen among what a search found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    concept = forms.CharField(
        max_length=200, error_messages={"required": _("Choose one of the answers, then add it.")}
    )
    asked = forms.TypedChoiceField(choices=Asked.choices, coerce=int, initial=Asked.MUST)


def _no_such(sentence: str, near: list[str]) -> str:
    if not near:
        return sentence
    return gettext("%(sentence)s Did you mean %(near)s?") % {"sentence": sentence, "near": ", ".join(near)}
