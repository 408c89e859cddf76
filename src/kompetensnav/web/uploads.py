"""A file that somebody brings is read in memory: it never touches the disk, and one too large is told so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase

from kompetensnav.web.requests import Request

_BESIDE = 1_000_000  # bytes of a form beside its file
_MOST_DRAINED = 60_000_000  # bytes read and thrown away, so that the browser comes to read the answer

View = Callable[..., HttpResponseBase]
Refused = Callable[[Request], HttpResponseBase]


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory whatever its size; the size of the form is judged before."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        """Always in charge: the framework would write what is larger than its own limit to a file."""
        self.activated = True


def in_memory(megabytes: int, refused: Refused) -> Callable[[View], View]:
    """Read the form of a view in memory; what is too large is drained and answered by ``refused``.

    Has to stand outside of what reads the form, the check for forged requests among them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                if _size(request) > megabytes * 1_000_000 + _BESIDE:
                    _drain(request)
                    return refused(request)
                request.upload_handlers = [InMemory(request)]
                return view(request, *args, **kwargs)
            except RequestDataTooBig:  # the text beside the file
                return refused(request)

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
