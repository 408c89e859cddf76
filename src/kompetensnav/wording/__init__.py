"""Words for codes, in Swedish and English.

Everything below this layer speaks in codes and values; only what a person reads goes through here. The tables
are ``sv.toml`` and ``en.toml``: ``[area]`` then ``code = "sentence with {values}"``. Tests hold the two to the
same codes and the same values.
"""

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from textwrap import shorten

from kompetensnav.runtime.problems import Problem

LANGUAGES = ("sv", "en")
_LONGEST_VALUE = 300  # characters


class Words:
    """The sentences of one language."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(language)
        self.language = language
        self._sentences = table(language)

    def say(self, code: str, **values: object) -> str:
        """The sentence for a code. A code without words is a mistake of ours: KeyError."""
        return self._sentences[code].format(**values)

    def problem(self, problem: Problem) -> str:
        """A problem with where it is: file, line and field before the sentence."""
        where = [problem.file] if problem.file else []
        if problem.line is not None:
            where.append(self.say("where.line", line=problem.line))
        if problem.field:
            where.append(self.say("where.field", field=problem.field))
        sentence = self.say(problem.code, **{k: _short(v) for k, v in problem.values.items()})
        return f"{', '.join(where)}: {sentence}" if where else sentence


def _short(value: str | int) -> str | int:
    """A value as it fits a sentence: a whole row of a file helps nobody, and may hold what people wrote."""
    return shorten(value, _LONGEST_VALUE, placeholder="…") if isinstance(value, str) else value


@lru_cache(maxsize=len(LANGUAGES))
def table(language: str) -> Mapping[str, str]:
    """All sentences of a language by ``area.code``."""
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {f"{area}.{code}": s for area, codes in tomllib.loads(text).items() for code, s in codes.items()}


def default_language() -> str:
    """``KOMPETENSNAV_LANG`` where it names a language we have, else Swedish."""
    wished = os.environ.get("KOMPETENSNAV_LANG", "")[:2]
    return wished if wished in LANGUAGES else "sv"
