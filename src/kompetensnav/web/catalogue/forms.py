"""What education planners fill in: a programme, an intake, a file."""

from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.education.actions import IntakeFields, ProgrammeFields
from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind, Source
from kompetensnav.apps.education.models import LONGEST_WEEKS, MOST_SEATS, Intake, Programme, Provider
from kompetensnav.apps.places.facts import by_name, municipalities, nearest_names
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.web.catalogue.said import language_names
from kompetensnav.web.words import language
from kompetensnav.wording import Words

_LONGEST_TEXT = 20_000
_DEAREST = 5_000_000  # SEK per seat
_AS_STORED = ("name", "kind", "text", "weeks", "cost", "language", "code", "credits", "seqf", "sun", "url")
_WHOLE = _("Write a whole number, without spaces or units.")


def _number(label: Any, highest: int, help_text: Any = "", lowest: int = 0) -> forms.IntegerField:
    told = _("Write a whole number from %(lowest)s to %(highest)s.")
    messages = {"invalid": _WHOLE, "min_value": told, "max_value": told}
    field = forms.IntegerField(required=False, label=label, help_text=help_text, error_messages=messages)
    field.min_value, field.max_value = lowest, highest
    field.widget.attrs |= {"min": lowest, "max": highest}
    values = {"lowest": lowest, "highest": f"{highest:,}".replace(",", "\u00a0")}

    def within(value: int) -> None:
        if not lowest <= value <= highest:
            raise ValidationError(told, params=values)

    field.validators.append(within)
    return field


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        required=False,
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%Y%m%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as 2027-03-01.")},
    )


class VersionedForm(forms.Form):
    """A form made on one version of a row; what was changed meanwhile is told and nothing is overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def refuse(self, error: InputError) -> None:
        """Each problem at its field, in words."""
        for problem in error.problems:
            self.add_error(problem.field if problem.field in self.fields else None, in_words(problem))

    def stands(self, fresh: "VersionedForm") -> list[tuple[str, str]]:
        """(label, how it stands now) of what was filled in otherwise; the form is then on the new version."""
        data: Any = self.data
        self.data = data.copy()
        self.data["version"] = str(fresh.initial["version"])  # type: ignore[index]
        shown = [(name, fresh.initial.get(name)) for name in self.fields if name != "version"]
        return [
            (str(self.fields[name].label), _in_words(self.fields[name], value))
            for name, value in shown
            if name in self.changed_data and _plain(value) != _plain(self.cleaned_data.get(name, ""))
        ]


def in_words(problem: Problem) -> str:
    """A problem as it stands beside its field."""
    sentence = Words(language()).problem(replace(problem, file="", line=None, field=""))
    return sentence[:1].upper() + sentence[1:]


def _plain(value: Any) -> str:
    return "" if value is None or value == [] else str(value)


def _in_words(field: forms.Field, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    names = {str(code): str(name) for code, name in getattr(field, "choices", ())}
    told = [names.get(_plain(v), _plain(v)) for v in chosen]
    return ", ".join(t for t in told if t) or "–"


class ProgrammeForm(VersionedForm):
    """A programme beside what it grants and demands."""

    provider = forms.CharField(
        max_length=160,
        label=_("Provider"),
        help_text=_("Write the first letters and choose, or write the name of a new one."),
        widget=forms.TextInput(attrs={"list": "providers", "autocomplete": "off"}),
        error_messages={"required": _("Write who gives it.")},
    )
    name = forms.CharField(
        max_length=200, label=_("Name"), error_messages={"required": _("Write what it is called.")}
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=(("", _("Choose")), *ProgrammeKind.choices),
        error_messages={"required": _("Choose what kind it is.")},
    )
    text = forms.CharField(
        max_length=_LONGEST_TEXT,
        required=False,
        label=_("What is taught"),
        help_text=_("As the provider describes it. What it grants is suggested from these words."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    weeks = _number(_("Length in weeks"), LONGEST_WEEKS, _("As usual. Intakes have days of their own."), 1)
    cost = _number(_("Cost per seat in SEK"), _DEAREST, _("To the organiser. Leave empty where it is not known."))
    language = forms.ChoiceField(label=_("Taught in"), required=False)
    finance = forms.MultipleChoiceField(
        label=_("What a participant can apply for"),
        choices=Finance.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.CharField(max_length=40, required=False, label=_("Course code or number of the decision"))
    credits = _number(_("Points"), 1_000_000)
    seqf = forms.TypedChoiceField(
        label=_("SeQF level"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=(("", _("Not stated")), *((n, str(n)) for n in range(1, 9))),
    )
    sun = forms.CharField(
        max_length=5,
        required=False,
        label=_("SUN code"),
        validators=[RegexValidator(r"^\d{1,4}[a-zåäö]?$", _("Write three or four signs, such as 522a."))],
    )
    url = forms.URLField(
        max_length=500,
        required=False,
        label=_("Web page"),
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, such as https://example.se/course.")},
    )

    def __init__(self, *args: Any, programme: Programme | None, **kwargs: Any) -> None:
        initial = {"version": 0} if programme is None else _programme_initial(programme)
        super().__init__(*args, **({"initial": initial} | kwargs))
        spoken: Any = self.fields["language"]
        spoken.choices = (("", _("Not stated")), *language_names())
        if programme is not None and programme.source != Source.OWN:
            # the next file of that source finds the programme again by its provider
            self.fields["provider"].disabled = True
            self.fields["provider"].help_text = _("From a file; a new one from there finds it by this name.")

    def clean_name(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["name"].split())

    def programme_fields(self) -> ProgrammeFields:
        """The answers as the action takes them."""
        data = self.cleaned_data
        return ProgrammeFields(
            name=data["name"],
            kind=ProgrammeKind(data["kind"]),
            text=data["text"],
            code=data["code"],
            url=data["url"],
            sun=data["sun"],
            seqf=data["seqf"],
            credits=data["credits"],
            weeks=data["weeks"],
            language=data["language"],
            cost=data["cost"],
            finance=tuple(Finance(code) for code in data["finance"]),
        )


def _programme_initial(programme: Programme) -> dict[str, Any]:
    plain = {name: getattr(programme, name) for name in ("version", *_AS_STORED)}
    return plain | {"provider": programme.provider.name, "finance": list(programme.finance)}


def provider_names(collaboration_id: str) -> list[str]:
    """To choose from, in Swedish order."""
    return list(Provider.objects.filter(collaboration_id=collaboration_id).values_list("name", flat=True))


class IntakeForm(VersionedForm):
    """An intake. What is not known stays empty, and is shown as not known."""

    WHEN = (("dated", _("On a date")), ("rolling", _("At any time: a standing admission")))

    when = forms.ChoiceField(choices=WHEN, widget=forms.RadioSelect, label=_("When it begins"))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), _("Leave empty where only the length of the programme is known."))
    apply_from = _day(_("Applications open"))
    apply_by = _day(_("Last day to apply"))
    municipality = forms.CharField(
        max_length=60,
        required=False,
        label=_("Municipality"),
        help_text=_("Where one has to be. Leave empty where it is all at a distance."),
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"}),
    )
    site = forms.CharField(max_length=120, required=False, label=_("School or node"))
    on_site = forms.TypedChoiceField(label=_("On site or distance"), choices=OnSiteShare.choices, coerce=int)
    on_site_weeks = _number(_("Weeks on site"), LONGEST_WEEKS, _("Where it is distance with weeks on site."), 1)
    pace = _number(_("Pace, per cent of full time"), 100, "", 1)
    seats = _number(_("Seats"), MOST_SEATS, _("Leave empty where it is not known."), 1)
    taken = _number(
        _("Seats taken"),
        MOST_SEATS,
        _("Given to others than those who are proposed here. Leave empty where it is not known."),
    )
    workplaces = _number(_("Places for apl or LIA that are agreed on"), MOST_SEATS)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(s.value, s.label) for s in (IntakeStatus.PLANNED, IntakeStatus.OPEN, IntakeStatus.FULL)],
        help_text=_("Where seats and taken seats are known, they decide whether it is full."),
    )

    def __init__(self, *args: Any, intake: Intake | None, fields: IntakeFields, **kwargs: Any) -> None:
        standing = fields.starts_on is None and fields != IntakeFields()
        initial = _intake_initial(fields)
        initial |= {
            "version": 0 if intake is None else intake.version,
            "when": "rolling" if standing else "dated",
        }
        super().__init__(*args, **({"initial": initial} | kwargs))

    def clean_municipality(self) -> str | None:
        """The code of the municipality, or None where there is none."""
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
        """A start on a date has one."""
        data = self.cleaned_data
        dated = data.get("when") == "dated"
        if dated and not data.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", gettext("Write the first day, or say that it is a standing admission."))
        return data

    def intake_fields(self) -> IntakeFields:
        """The answers as the action takes them; a standing admission has no days."""
        data = self.cleaned_data
        dated = data["when"] == "dated"
        return IntakeFields(
            status=IntakeStatus(data["status"]),
            starts_on=data["starts_on"] if dated else None,
            ends_on=data["ends_on"] if dated else None,
            apply_from=data["apply_from"],
            apply_by=data["apply_by"],
            municipality_code=data["municipality"],
            site=data["site"],
            pace=data["pace"],
            on_site=OnSiteShare(data["on_site"]),
            on_site_weeks=data["on_site_weeks"],
            seats=data["seats"],
            taken=data["taken"],
            workplaces=data["workplaces"],
        )


def _intake_initial(fields: IntakeFields) -> dict[str, Any]:
    values = asdict(fields)
    code = values.pop("municipality_code")
    return values | {"municipality": municipalities()[code].name if code else "", "on_site": int(fields.on_site)}


def day(date: Any) -> str:
    """A date in a sentence."""
    return date_format(date, "j F Y") if date else ""
