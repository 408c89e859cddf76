"""Parses one file in a process of its own: bytes on standard input, JSON on standard output, nothing else.

Parsers of other people's files are where programs break. Here they have little memory and little time, can write
no file, and take nobody down with them. Run by ``read`` as ``python -m kompetensnav.integrations.cv.apart KIND``.
"""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict

from kompetensnav.integrations.cv.content import Content, decoded
from kompetensnav.integrations.cv.cv_text import CvText
from kompetensnav.runtime.problems import InputError

MEMORY_MEGABYTES = 512  # of addresses; the parsers themselves take a quarter of it
CPU_SECONDS = 8
_TOO_HEAVY = {"problem": {"code": "cv.too-heavy", "values": {}}}


def main() -> None:
    """One file, read or refused; the answer is whole or none."""
    _limit()
    data = sys.stdin.buffer.read()
    try:
        answer = {"read": asdict(_reader(Content(sys.argv[1]))(data))}
    except InputError as error:
        answer = {"problem": {"code": error.problems[0].code, "values": dict(error.problems[0].values)}}
    except MemoryError:
        answer = _TOO_HEAVY
    json.dump(answer, sys.stdout)


def _limit() -> None:
    memory = MEMORY_MEGABYTES * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reader(content: Content) -> Callable[[bytes], CvText]:
    """The parser of this kind alone is loaded: the others cost time and memory."""
    if content is Content.PDF:
        from kompetensnav.integrations.cv.pdf import read_pdf

        return read_pdf
    if content is Content.ZIP:
        from kompetensnav.integrations.cv.word import read_word

        return read_word
    from kompetensnav.integrations.cv.structured import read_json, read_xml

    return read_xml if content is Content.XML else lambda data: read_json(decoded(data))


if __name__ == "__main__":
    main()
