"""The form of the accessibility page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FaultForm(forms.Form):
    """What does not work, and where."""

    page = forms.CharField(
        label=_("Which page"), max_length=200, help_text=_("Its address or what it is called."), required=False
    )
    text = forms.CharField(
        label=_("What does not work"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Write nothing about other people. If you want an answer, write how to reach you."),
    )
