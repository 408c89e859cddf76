"""What the commands show: results on standard output, progress and problems on standard error."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kompetensnav.runtime.problems import InputError
from kompetensnav.wording import Words

_T = TypeVar("_T")
_MOST_SHOWN = 20  # problems or warnings; more do not help somebody who mends a file


def shown(text: str) -> str:
    """Text from outside as it can stand on a terminal: no markup, no control characters."""
    plain = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
    return escape(plain)


class Screen:
    """The two streams and the words of one run."""

    def __init__(self, language: str) -> None:
        self.words = Words(language)
        self.out = Console(highlight=False, soft_wrap=True, emoji=False)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

    @property
    def language(self) -> str:
        return self.words.language

    def say(self, code: str, **values: object) -> None:
        """A sentence on standard output. Values are shown as they are, never read as markup."""
        self.out.print(self.words.say(code, **{k: shown(str(v)) for k, v in values.items()}))

    def tell(self, code: str, **values: object) -> None:
        """A sentence on standard error: what happens now, what to do next."""
        self.err.print(self.words.say(code, **{k: shown(str(v)) for k, v in values.items()}))

    def problems(self, error: InputError) -> None:
        """Every problem as a sentence, the first twenty of them; then that nothing was written."""
        for problem in error.problems[:_MOST_SHOWN]:
            self.err.print(f"[bold red]×[/] {shown(self.words.problem(problem))}")
        if len(error.problems) > _MOST_SHOWN:
            self.tell("run.more-problems", n=len(error.problems) - _MOST_SHOWN)
        self.tell("run.nothing-written")

    def warnings(self, sentences: Iterable[str], total: int) -> None:
        """Things to look at that do not stop the work; of ``total``, only those shown are ever put into words."""
        for sentence in islice(sentences, _MOST_SHOWN):
            self.err.print(f"[yellow]![/] {shown(sentence)}")
        if total > _MOST_SHOWN:
            self.tell("run.more-warnings", n=total - _MOST_SHOWN)

    def progress(self, items: Iterable[_T], total: int, code: str) -> Iterator[_T]:
        """The items, with a bar on standard error while they are taken."""
        with self._bar(code) as bar:
            yield from bar.track(items, total=total)

    @contextmanager
    def measured(self, code: str) -> Iterator[Callable[[int, int], None]]:
        """A bar on standard error, moved by telling it (done, in all)."""
        with self._bar(code) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)

    def _bar(self, code: str) -> Progress:
        return Progress(
            TextColumn(self.words.say(code)),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.err,
            transient=True,
        )
