"""The form that ends a need."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.needs.enums import ENDED_STATUSES, CloseReason, NeedStatus


class EndForm(forms.Form):
    """Filled, partly filled, or closed with a reason."""

    status = forms.ChoiceField(
        label=_("How did it end?"), choices=[(s.value, s.label) for s in ENDED_STATUSES], widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("Reason, where it is closed without being filled"),
        choices=[("", _("Choose a reason")), *CloseReason.choices],
        required=False,
    )
    note = forms.CharField(
        label=_("In your own words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """A reason is asked for where the need is closed, and means nothing elsewhere."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("status") != NeedStatus.CLOSED:
            data["reason"] = ""
        elif not data.get("reason"):
            self.add_error("reason", _("Choose why the need is closed."))
        return data
