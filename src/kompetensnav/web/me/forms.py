"""What people fill in on their own pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.people.models import AnswerChoice, Identity, Person, ProfileSection, SectionProgress
from kompetensnav.apps.people.profile import HIGHEST_LEVEL
from kompetensnav.apps.places.facts import distance_km, municipalities
from kompetensnav.apps.proposals.enums import NoReason
from kompetensnav.engine.matching.terms import CEFR

_NEAR_KM = 160  # as the crow flies; farther than that nobody travels daily
_SKILL_LEVELS = (
    (1, _("1 of 5: have tried it")),
    (2, _("2 of 5: can do it with help")),
    (3, _("3 of 5: can do it on my own")),
    (4, _("4 of 5: do it well")),
    (5, _("5 of 5: can teach it to others")),
)
_MOVES = (
    (AnswerChoice.YES, AnswerChoice.YES.label),
    (AnswerChoice.NO, AnswerChoice.NO.label),
    (AnswerChoice.UNKNOWN, _("I do not know yet")),
)
Choices = Sequence[tuple[Any, Any]]


class PermissionForm(forms.Form):
    """Give or withdraw."""

    GIVE, WITHDRAW = "give", "withdraw"
    permission = forms.ChoiceField(choices=((GIVE, GIVE), (WITHDRAW, WITHDRAW)))


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=(("yes", _("Yes, show them who I am")), ("no", _("No"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    reason = forms.ChoiceField(
        label=_("If no: why"), choices=(("", _("Choose a reason")), *NoReason.choices), required=False
    )
    note = forms.CharField(label=_("If the reason is other: in a few words"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """A no needs its reason, and the reason *other* its words."""
        data = self.cleaned_data
        if data.get("answer") == "no":
            if not data.get("reason"):
                self.add_error("reason", _("Choose a reason for saying no."))
            elif data["reason"] == NoReason.OTHER and not data.get("note", "").strip():
                self.add_error("note", _("Write in a few words what the reason is."))
        return data


def levels(section: ProfileSection) -> Choices:
    """Levels that a section's claims can have; none for most."""
    if section == ProfileSection.SKILL:
        return _SKILL_LEVELS
    if section == ProfileSection.LANGUAGE:
        return tuple(enumerate(CEFR, 1))
    return ()


class LevelForm(forms.Form):
    """A level, or none."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int, empty_value=None, required=False)

    def __init__(self, section: ProfileSection, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if section in HIGHEST_LEVEL:
            field: Any = self.fields["level"]
            field.choices = (("", _("Not said")), *levels(section))
        else:
            del self.fields["level"]


class ClaimForm(LevelForm):
    """One thing to add: one of the concepts that were found."""

    concept = forms.ChoiceField(
        label=_("What do you mean"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )
    field_order = ("concept", "level")

    def __init__(self, section: ProfileSection, found: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(section, *args, **kwargs)
        field: Any = self.fields["concept"]
        field.choices = found


class SectionForm(forms.Form):
    """How far a section is answered."""

    section = forms.TypedChoiceField(choices=ProfileSection.choices, coerce=int)
    state = forms.TypedChoiceField(choices=SectionProgress.choices, coerce=int)


class WhereaboutsForm(forms.Form):
    """Where and when."""

    municipality = forms.ChoiceField(label=_("Where you live"), required=False)
    commute = forms.MultipleChoiceField(
        label=_("Where you can travel to work daily"), required=False, widget=forms.CheckboxSelectMultiple
    )
    nowhere_else = forms.BooleanField(label=_("Nowhere but where I live"), required=False)
    willing_to_move = forms.TypedChoiceField(
        label=_("Can you move for a job"), choices=_MOVES, coerce=int, widget=forms.RadioSelect
    )
    available_from = forms.DateField(
        label=_("When you can start"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, person: Person, commute: Sequence[str], *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "municipality": person.municipality_id or "",
            "commute": commute,
            "nowhere_else": person.commute_known and not commute,
            "willing_to_move": person.willing_to_move,
            "available_from": person.available_from,
        }
        super().__init__(*args, **kwargs)
        places = municipalities()
        home: Any = self.fields["municipality"]
        by_name = sorted(((m.code, m.name) for m in places.values()), key=lambda p: p[1])
        home.choices = (("", _("Not said")), *by_name)
        centre = person.municipality_id or person.controller.municipality_id
        travel: Any = self.fields["commute"]
        travel.choices = [(c, places[c].name) for c in near(centre, commute)]

    def clean(self) -> dict[str, Any]:
        """Nowhere else and somewhere else cannot both be true."""
        data = self.cleaned_data
        if data.get("nowhere_else") and data.get("commute"):
            self.add_error("nowhere_else", _("You have also chosen places. Take away one or the other."))
        return data


def near(centre: str, also: Sequence[str]) -> list[str]:
    """Codes of municipalities within a day's travel, nearest first, and those chosen before."""
    codes = list(municipalities())
    row = distance_km()[codes.index(centre)]
    close = sorted((int(km), code) for km, code in zip(row, codes, strict=True) if km <= _NEAR_KM)
    return list(dict.fromkeys([*(code for _, code in close), *also]))


class ContactForm(forms.ModelForm[Identity]):
    """Name and at least one way to be reached."""

    class Meta:
        model = Identity
        fields = ("name", "email", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone: Any = self.fields["phone"]
        phone.validators.append(
            RegexValidator(r"^\+?[\d][\d \-()/]{4,28}$", _("Write the number with digits, such as 070-123 45 67."))
        )
        for name, token in (("name", "name"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = token

    def clean(self) -> dict[str, Any]:
        """Without a way to be reached a yes leads nowhere."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["email"] and not data["phone"]:
            self.add_error("email", _("Write a mail address or a phone number."))
        return data
