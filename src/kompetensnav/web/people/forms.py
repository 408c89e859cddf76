"""What coordinators fill in about people."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.people.models import ProfileSection
from kompetensnav.apps.people.purposes import ContactReason
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.web.completion import completion_url
from kompetensnav.web.people.occupation import OCCUPATIONS
from kompetensnav.web.people.rows import SORTS

_LONGEST_OCCUPATION = 100


class FilterForm(forms.Form):
    """Filters; what cannot be read is left out, and the list is shown without it."""

    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    permission = forms.ChoiceField(
        label=_("Permission"),
        required=False,
        choices=(
            ("", _("All")),
            ("given", _("given")),
            ("never", _("not given")),
            ("withdrawn", _("withdrawn")),
        ),
    )
    section = forms.TypedChoiceField(
        label=_("Section"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=(("", _("Any")), *ProfileSection.choices),
    )
    state = forms.ChoiceField(
        label=_("Section is"),
        required=False,
        choices=(
            ("", _("Any state")),
            ("none", _("not asked")),
            ("begun", _("begun")),
            ("complete", _("complete")),
        ),
    )
    occupation = forms.CharField(label=_("Occupation or group"), required=False, max_length=_LONGEST_OCCUPATION)
    chosen = forms.CharField(
        required=False, max_length=200, widget=forms.HiddenInput
    )  # a suggestion that was taken
    sort = forms.ChoiceField(required=False, choices=[(s, s) for s in SORTS], widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, codes: Collection[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["occupation"]
        asked.widget.attrs |= {"data-complete": completion_url(OCCUPATIONS), "autocomplete": "off"}
        places = municipalities()
        named = sorted(((c, places[c].name) for c in codes if c in places), key=lambda p: p[1])
        field: Any = self.fields["municipality"]
        field.choices = (("", _("All")), *named)


class ExportForm(forms.Form):
    """A file leaves the product: the reason is asked for and logged for each person in it."""

    purpose = forms.CharField(
        label=_("What the file is for"),
        min_length=10,
        max_length=200,
        help_text=_("Each person in the file can read this. Write it without names."),
        error_messages={
            "required": _("Write what the file is for."),
            "min_length": _("Write it so that the people in the file understand it: at least 10 letters."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Format"),
        choices=(("xlsx", "Excel (xlsx)"), ("csv", "CSV")),
        initial="xlsx",
        widget=forms.RadioSelect,
    )


class ContactForm(forms.Form):
    """Why name and contact details are opened."""

    reason = forms.ChoiceField(
        label=_("Why you need them"),
        choices=(("", _("Choose a reason")), *ContactReason.choices),
        error_messages={"required": _("Choose a reason. The person can read it.")},
    )
