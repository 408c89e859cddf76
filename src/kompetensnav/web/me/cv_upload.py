"""A file that somebody brings is read in memory: it never touches the disk, and one too large is told so."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from kompetensnav.integrations.cv.cv_text import CvText, pasted
from kompetensnav.integrations.cv.read import MEGABYTES, read_cv_file
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.web.requests import Request

_LARGEST = (MEGABYTES + 1) * 1_000_000  # bytes of the whole form: the file, and text beside it
_MOST_DRAINED = 60_000_000  # bytes read and thrown away, so that the browser comes to read the answer

View = Callable[[Request], HttpResponseBase]


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory whatever its size; the size of the form is judged before."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        """Always in charge: the framework would write what is larger than its own limit to a file."""
        self.activated = True


def in_memory(refused: Callable[[Request, Problem], HttpResponseBase]) -> Callable[[View], View]:
    """Read the form of a view in memory; what is too large is drained and answered by ``refused``.

    Has to stand outside of what reads the form, the check for forged requests among them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: Request) -> HttpResponseBase:
            try:
                if _size(request) > _LARGEST:
                    _drain(request)
                    return refused(request, Problem("cv.too-large", values={"megabytes": MEGABYTES}))
                request.upload_handlers = [InMemory(request)]
                return view(request)
            except RequestDataTooBig:  # the text beside the file
                return refused(request, Problem("cv.too-large", values={"megabytes": MEGABYTES}))

        return checked

    return decorate


def _size(request: HttpRequest) -> int:
    """As the browser states it; no more than that is read. What is no number is none to the framework too."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest) -> None:
    """A server that hangs up on a browser still sending shows it a broken connection instead of the answer."""
    left = _MOST_DRAINED
    while left > 0 and (part := request.read(65_536)):
        left -= len(part)


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
