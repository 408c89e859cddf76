"""One door for CVs: what the file is, read apart from us, in bounded time and memory."""

import json
import signal
import subprocess
import sys
import threading
from typing import Any

from kompetensnav.integrations.cv.content import Content, content_of, decoded
from kompetensnav.integrations.cv.cv_text import CvText, Form, Stated, StatedFact, pasted
from kompetensnav.runtime.problems import InputError, Problem

MEGABYTES = 5
SECONDS = 10
_MEGABYTE = 1_000_000
_AT_ONCE = threading.BoundedSemaphore(2)  # files parsed at a time for each process that serves pages
_FORM = {Content.PDF: "PDF", Content.ZIP: "Word", Content.XML: "XML", Content.JSON: "JSON"}


def read_cv_file(name: str, data: bytes) -> CvText:
    """The text of a file and what it states. Raises InputError ``cv.…``; nothing of the file is kept or logged."""
    if len(data) > MEGABYTES * _MEGABYTE:
        raise InputError(Problem("cv.too-large", values={"megabytes": MEGABYTES}))
    content = content_of(name, data)
    if content is Content.TEXT:
        return pasted(decoded(data))
    if not _AT_ONCE.acquire(timeout=SECONDS):
        raise InputError(Problem("cv.busy"))
    try:
        return _parsed(content, data)
    finally:
        _AT_ONCE.release()


def _parsed(content: Content, data: bytes) -> CvText:
    command = [sys.executable, "-I", "-X", "utf8", "-m", "kompetensnav.integrations.cv.apart", content.value]
    try:
        done = subprocess.run(  # noqa: S603  our own program; the file goes through standard input
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(Problem("cv.too-slow", values={"seconds": SECONDS})) from None
    return _answer(content, done)


def _answer(content: Content, done: "subprocess.CompletedProcess[bytes]") -> CvText:
    if done.returncode == -signal.SIGXCPU:
        raise InputError(Problem("cv.too-slow", values={"seconds": SECONDS}))
    if done.returncode == -signal.SIGKILL:
        raise InputError(Problem("cv.too-heavy"))
    if done.returncode != 0:
        raise InputError(Problem("cv.broken", values={"form": _FORM[content]}))
    answer: dict[str, Any] = json.loads(done.stdout)
    if problem := answer.get("problem"):
        raise InputError(Problem(problem["code"], values=problem["values"]))
    read = answer["read"]
    facts = tuple(StatedFact(**fact | {"what": Stated(fact["what"])}) for fact in read["facts"])
    return CvText(read["text"], Form(read["form"]), facts)
