"""The form by which a CV is brought."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kompetensnav.integrations.cv.cv_text import CvText, pasted
from kompetensnav.integrations.cv.read import read_cv_file
from kompetensnav.runtime.problems import InputError, Problem


class CvForm(forms.Form):
    """A file or a text."""

    file = forms.FileField(
        label=_("Your CV as a file"),
        help_text=_("PDF, Word (.docx), text, Europass, JSON Resume or HR Open. At most 5 MB and 60 pages."),
        required=False,
        allow_empty_file=True,  # told in words of our own
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.txt,.xml,.json"}),
    )
    text = forms.CharField(
        label=_("Or write or paste it here"),
        help_text=_(
            "In your own words and in any language: what you have worked with, what you know, which languages."
        ),
        required=False,
        widget=forms.Textarea(attrs={"class": "tall", "rows": 12, "dir": "auto"}),
    )

    def read(self) -> CvText:
        """What was brought. Raises InputError ``cv.…``."""
        file, text = self.cleaned_data["file"], self.cleaned_data["text"]
        if file and text:
            raise InputError(Problem("cv.both"))
        if not file and not text:
            raise InputError(Problem("cv.neither"))
        return read_cv_file(file.name, file.read()) if file else pasted(text)
