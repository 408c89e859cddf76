"""What the commands show: results on standard output, progress and problems on standard error."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kompetensnav.runtime.problems import InputError
from kompetensnav.wording import Words

_T = TypeVar("_T")
_MOST_SHOWN = 20  # problems or warnings; more do not help somebody who mends a file


class Screen:
    """The two streams and the words of one run."""

    def __init__(self, language: str) -> None:
        self.words = Words(language)
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    @property
    def language(self) -> str:
        return self.words.language

    def say(self, code: str, **values: object) -> None:
        """A sentence on standard output. Values are shown as they are, never read as markup."""
        self.out.print(self.words.say(code, **{k: escape(str(v)) for k, v in values.items()}))

    def tell(self, code: str, **values: object) -> None:
        """A sentence on standard error: what happens now, what to do next."""
        self.err.print(self.words.say(code, **{k: escape(str(v)) for k, v in values.items()}))

    def problems(self, error: InputError) -> None:
        """Every problem as a sentence, the first twenty of them; then that nothing was written."""
        for problem in error.problems[:_MOST_SHOWN]:
            self.err.print(f"[bold red]×[/] {escape(self.words.problem(problem))}")
        if len(error.problems) > _MOST_SHOWN:
            self.tell("run.more-problems", n=len(error.problems) - _MOST_SHOWN)
        self.tell("run.nothing-written")

    def warnings(self, sentences: Iterable[str]) -> None:
        """Things to look at that do not stop the work."""
        listed = list(sentences)
        for sentence in listed[:_MOST_SHOWN]:
            self.err.print(f"[yellow]![/] {escape(sentence)}")
        if len(listed) > _MOST_SHOWN:
            self.tell("run.more-warnings", n=len(listed) - _MOST_SHOWN)

    def progress(self, items: Iterable[_T], total: int, code: str) -> Iterator[_T]:
        """The items, with a bar on standard error while they are taken."""
        bar = Progress(
            TextColumn(self.words.say(code)),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.err,
            transient=True,
        )
        with bar:
            yield from bar.track(items, total=total)
