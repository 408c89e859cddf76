"""The employer's two forms: a yes, and a no with its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.proposals.enums import NoReason


class NoForm(forms.Form):
    """A no has a reason; *other* is written out."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=NoReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason for saying no.")},
    )
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_("Needed where the reason is other. The coordinator reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """The note is needed where no reason in the list says why."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("reason") == NoReason.OTHER and not data.get("note", "").strip():
            self.add_error("note", _("Write in a few words what the reason is."))
        return data
