"""Why a correction is declined, or an approval taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.corrections.models import LONGEST_REASON


class ReasonForm(forms.Form):
    """One reason, for those who review after."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        help_text=_("For those who review after you. Write nothing about a person."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write in a few words why.")},
    )
