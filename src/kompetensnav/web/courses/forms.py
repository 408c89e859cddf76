"""What is written of a course case, asked of employers and providers, and answered."""

import datetime
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.courses.actions import LETTER_DAYS, MOST_LETTER_DAYS, IntakeDates, LetterSaid
from kompetensnav.apps.courses.enums import LetterReason
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.education.enums import OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import LONGEST_WEEKS, MOST_SEATS, Provider
from kompetensnav.apps.needs.models import MOST_POSITIONS
from kompetensnav.apps.places.facts import by_name, municipalities, nearest_names
from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.words import sentences

_LONGEST_TEXT = 20_000
_DEAREST = 5_000_000  # SEK per seat
_LONGEST_NOTE = 500
_LATEST = datetime.date(2100, 1, 1)


class RefusableForm(forms.Form):
    """A form that shows what an action refused, at the field where it is put right."""

    def refuse(self, error: InputError) -> None:
        """Each problem where it belongs."""
        for problem in error.problems:
            unplaced = InputError(replace(problem, field=""))  # the sentence stands at the field
            self.add_error(problem.field if problem.field in self.fields else None, sentences(unplaced))


def _whole(label: Any, least: int, most: int, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    words = _("Write a whole number from %(least)s to %(most)s.")
    values = {"least": least, "most": f"{most:,}".replace(",", "\u00a0")}
    field = forms.IntegerField(
        required=required,
        label=label,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"min": least, "max": most, "inputmode": "numeric"}),
        error_messages={"invalid": _("Write a whole number, without spaces or units.")},
    )

    def within(value: int) -> None:
        if not least <= value <= most:
            raise ValidationError(words, params=values)

    field.validators.append(within)
    return field


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        required=required,
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as 2027-03-01."), "required": _("Write the date.")},
    )


class CaseForm(RefusableForm):
    """The facts of a case beside what is ticked."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    title = forms.CharField(
        max_length=160,
        label=_("What the course is called"),
        error_messages={"required": _("Write what the course is called.")},
    )
    text = forms.CharField(
        max_length=_LONGEST_TEXT,
        required=False,
        label=_("What employers and the provider should know"),
        help_text=_("They read it with what is taught. Nothing about single people."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ProgrammeKind.choices)
    provider = forms.ChoiceField(label=_("Provider"), required=False)
    seats = _whole(_("Seats"), 1, MOST_SEATS)
    weeks = _whole(_("Length in weeks"), 1, LONGEST_WEEKS, help_text=_("Empty: as long as its modules together."))
    cost = _whole(_("Cost per seat in SEK"), 0, _DEAREST, help_text=_("Empty: the cost of its modules together."))
    municipality = forms.CharField(
        max_length=60,
        required=False,
        label=_("Municipality"),
        help_text=_("Where one has to be. Who cannot get there is not lifted, unless it is given at a distance."),
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
    )
    on_site = forms.TypedChoiceField(label=_("On site or distance"), choices=OnSiteShare.choices, coerce=int)
    starts_from = _day(_("Earliest start"))
    starts_by = _day(_("Latest start"))

    def __init__(self, *args: Any, collaboration_id: str, case: CourseCase | None = None, **kwargs: Any) -> None:
        first = {"version": 0, "kind": ProgrammeKind.PACKAGE, "on_site": int(OnSiteShare.UNKNOWN)}
        initial = first if case is None else _initial(case)
        super().__init__(*args, **({"initial": initial} | kwargs))
        self.providers = {p.pk: p for p in Provider.objects.filter(collaboration_id=collaboration_id)}
        chosen: Any = self.fields["provider"]
        chosen.choices = (("", _("Not chosen yet")), *((pk, p.name) for pk, p in self.providers.items()))

    def clean_title(self) -> str:
        """One line, no contact details: it is read by many."""
        return mask_contacts(" ".join(self.cleaned_data["title"].split()))[0]

    def clean_text(self) -> str:
        """No contact details."""
        return mask_contacts(self.cleaned_data["text"].replace("\0", ""))[0]

    def clean_municipality(self) -> str | None:
        """The code of the municipality, or None where none is named."""
        name = self.cleaned_data["municipality"].strip()
        if not name:
            return None
        found = by_name(name)
        if found is None:
            near = ", ".join(m.name for m in nearest_names(name))
            told = gettext("There is no municipality with that name.")
            if near:
                told = gettext("%(sentence)s Did you mean %(near)s?") % {"sentence": told, "near": near}
            raise ValidationError(told)
        return found.code

    def clean(self) -> dict[str, Any]:
        """The window opens before it closes."""
        data = self.cleaned_data
        opens, closes = data.get("starts_from"), data.get("starts_by")
        if opens and closes and closes < opens:
            self.add_error("starts_by", gettext("The latest start lies before the earliest."))
        for name, date in (("starts_from", opens), ("starts_by", closes)):
            if date and date >= _LATEST:
                self.add_error(name, gettext("The date is too far ahead. Write a date before the year 2100."))
        return data

    def known(self) -> dict[str, Any]:
        """What can be read of it; None for the rest. A form that nobody has sent is as it began."""
        if self.is_bound:
            self.is_valid()
            return {name: self.cleaned_data.get(name) for name in self.fields}
        values = {name: self.initial.get(name) for name in self.fields}
        place = by_name(str(values["municipality"] or ""))
        return values | {"municipality": place.code if place else None}

    @property
    def chosen_provider(self) -> Provider | None:
        """Of a valid form."""
        return self.providers.get(self.cleaned_data["provider"])


_AS_STORED = ("version", "title", "text", "kind", "seats", "weeks", "cost", "on_site", "starts_from", "starts_by")


def _initial(case: CourseCase) -> dict[str, Any]:
    place = municipalities()[case.municipality_id].name if case.municipality_id else ""
    stored = {name: getattr(case, name) for name in _AS_STORED}
    return stored | {"provider": case.provider_id or "", "municipality": place}


class AskForm(RefusableForm):
    """Which employers to ask, and by when they answer."""

    organisations = forms.MultipleChoiceField(
        label=_("Employers"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one employer.")},
    )
    days = _whole(_("Days to answer"), 1, MOST_LETTER_DAYS, required=True)

    def __init__(self, *args: Any, employers: list[tuple[str, str]], **kwargs: Any) -> None:
        initial = {"days": LETTER_DAYS, "organisations": [pk for pk, _name in employers]}
        super().__init__(*args, **({"initial": initial} | kwargs))
        chosen: Any = self.fields["organisations"]
        chosen.choices = employers


class VersionForm(RefusableForm):
    """A step that needs nothing written, made on one version of the case."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


class ProviderForm(RefusableForm):
    """The provider's answer."""

    answer = forms.ChoiceField(
        label=_("The provider's answer"),
        choices=(("yes", _("Accepts: the course can be given")), ("no", _("Declines"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    note = forms.CharField(
        max_length=_LONGEST_NOTE,
        required=False,
        label=_("Why not, or what would have to change"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_note(self) -> str:
        """No contact details."""
        return mask_contacts(self.cleaned_data["note"].replace("\0", ""))[0]


class IntakeForm(RefusableForm):
    """When the course starts."""

    starts_on = _day(_("First day"), required=True)
    ends_on = _day(_("Last day"), help_text=_("Empty: as the length in weeks says."))
    apply_by = _day(_("Last day to apply"))
    seats = _whole(_("Seats"), 1, MOST_SEATS, required=True)

    def clean_starts_on(self) -> datetime.date:
        """An intake is still to come."""
        date: datetime.date = self.cleaned_data["starts_on"]
        if date < timezone.localdate():
            raise ValidationError(gettext("The date has passed."))
        if date >= _LATEST:
            raise ValidationError(gettext("The date is too far ahead. Write a date before the year 2100."))
        return date

    def clean(self) -> dict[str, Any]:
        """It ends after it starts, and one applies before."""
        data = self.cleaned_data
        first, last, apply_by = data.get("starts_on"), data.get("ends_on"), data.get("apply_by")
        if first and last and last < first:
            self.add_error("ends_on", gettext("The last day lies before the first."))
        if first and apply_by and apply_by > first:
            self.add_error("apply_by", gettext("The last day to apply lies after the first day."))
        return data

    def dates(self) -> IntakeDates:
        """The answers as the action takes them."""
        data = self.cleaned_data
        return IntakeDates(data["starts_on"], data["ends_on"], data["apply_by"], data["seats"])


class LetterForm(RefusableForm):
    """An employer's answer."""

    answer = forms.ChoiceField(
        label=_("Do you stand behind the course?"),
        choices=(("yes", _("Yes, we intend to hire from it")), ("no", _("No"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    positions = _whole(_("How many you would hire"), 1, MOST_POSITIONS)
    workplaces = _whole(
        _("How many you can take in training at work"),
        0,
        MOST_POSITIONS,
        help_text=_("Apl or LIA. Leave empty where you do not know."),
    )
    reason = forms.ChoiceField(
        label=_("If no, why"), required=False, choices=(("", _("Choose")), *LetterReason.choices)
    )
    note = forms.CharField(
        max_length=_LONGEST_NOTE,
        required=False,
        label=_("Something more"),
        help_text=_("Whoever plans the course reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_note(self) -> str:
        """No contact details."""
        return mask_contacts(self.cleaned_data["note"].replace("\0", ""))[0]

    def said(self) -> LetterSaid:
        """The answer as the action takes it."""
        data = self.cleaned_data
        yes = data["answer"] == "yes"
        return LetterSaid(
            yes=yes,
            positions=data["positions"] if yes else None,
            workplaces=data["workplaces"] if yes else None,
            reason="" if yes else data["reason"],
            note=data["note"],
        )
