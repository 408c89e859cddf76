"""What is wrong with what came in from outside: a code and the values a sentence needs, never the sentence.

Words for the codes, in each language, stand in ``kompetensnav.wording``.
"""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (file name, line counted from 1, field), and values for the sentence."""

    code: str
    file: str = ""
    line: int | None = None
    field: str = ""
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


class InputError(Exception):
    """What came in cannot be used. Carries every problem found, so that all can be mended at once."""

    def __init__(self, *problems: Problem) -> None:
        # Values can hold what people wrote; they are for the sentence, never for a log.
        super().__init__("; ".join(f"{p.file}:{p.line or ''}:{p.field} {p.code}" for p in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["InputError"], tuple[Problem, ...]]:
        """Made again from its problems, not from its text: it can be raised on another machine than it is told."""
        return type(self), self.problems
